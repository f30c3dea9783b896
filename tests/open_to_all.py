"""The reviewed list of views that anybody may open without signing in."""

OPEN_TO_ALL = {
    # a supervisor's questions
    "health.live",
    "health.ready",
    # signing in, and the ways to get there
    "accounts.sign_in",
    "accounts.begin_session",
    "accounts.forgot_password",
    "accounts.send_link",
    "accounts.letter_sent",
    "accounts.choose_password",
    "accounts.set_password",
    "accounts.register",
    "accounts.register_organisation",
    # what the award shows to everybody
    "public.home",
    "public.calendar",
    "public.laureates",
    "public.verify",
    # what stands behind a product's QR code
    "trace.public_product",
    "trace.public_picture",
    "trace.passport",
    "trace.passport_page",
    # standards and law, which are nobody's secret
    "trace.catalogue",
    "public.privacy",
    "public.guide",
}
