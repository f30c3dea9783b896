"""The reviewed lists of what each kind of person enters, besides what belongs to them.

A line that appears here by itself is a leak until somebody has read it: `GET dossiers.show` for a
stranger would mean that strangers read dossiers.
"""

ANYBODY = {
    # as in tests/open_to_all.py; a password link that is not open answers 404
    "GET accounts.forgot_password",
    "GET accounts.letter_sent",
    "GET accounts.register",
    "GET accounts.sign_in",
    "GET health.live",
    "GET health.ready",
    "GET public.calendar",
    "GET public.guide",
    "GET public.home",
    "GET public.laureates",
    "GET public.privacy",
    "GET public.verify",
    "POST accounts.begin_session",
    "POST accounts.register_organisation",
    "POST accounts.send_link",
}

# One's own account, and rooms that show nothing to whom they are not for.
SIGNED_IN = ANYBODY | {
    "GET accounts.account",
    "GET accounts.export_data",
    "GET accounts.own_data",
    "GET accounts.own_password",
    "GET accounts.own_sessions",
    "GET assessment.index",
    "GET councils.index",
    "GET dossiers.index",
    "GET trace.index",
    "POST accounts.change_password",
    "POST accounts.end_other_sessions",
    "POST accounts.give_consent",
    "POST accounts.save_profile",
    "POST accounts.withdraw_consent",
}

# The text of the year's undertaking, for whoever sits in one of its councils or teams.
UNDERTAKES = SIGNED_IN | {"GET assessment.undertaking", "POST assessment.sign_undertaking"}

PROVINCE = SIGNED_IN | {  # each page is about the officer's own province
    "GET localities.entrants",
    "GET localities.figures",
    "GET localities.figures_workbook",
    "GET localities.index",
    "GET programme.index",  # leads to the officer's own province
    "GET programme.national_figures",  # sums of the country, nobody's list
}

ADMINISTRATOR = SIGNED_IN | {  # accounts, who read what, breaches; no dossier, no score
    "GET admin.access_log",
    "GET admin.breaches",
    "GET admin.index",
    "GET admin.users",
    "POST admin.grant_role",
    "POST admin.record_breach",
}

STANDING_BODY = ADMINISTRATOR | {
    # the national stage reads content and papers of what has come to it; it has no scores' pages
    "GET admin.agencies",
    "GET admin.audit",
    "GET admin.audit_chain",
    "GET admin.audit_csv",
    "GET admin.audit_workbook",
    "GET admin.complaints",
    "GET admin.compliance",
    "GET admin.consultation",
    "GET admin.council",
    "GET admin.councils",
    "GET admin.cycle",
    "GET admin.decision",
    "GET admin.decision_file",
    "GET admin.figures",
    "GET admin.figures_workbook",
    "GET admin.letter",
    "GET admin.nominations",
    "GET admin.nominations_workbook",
    "GET admin.past_awards",
    "GET admin.plan",
    "GET admin.reply_copy",
    "GET admin.results",
    "GET admin.revocation",
    "GET admin.stage",
    "GET admin.submission",
    "GET councils.content",
    "GET councils.hand_over",
    "GET councils.shortlist",
    "GET councils.show",
    "GET dossiers.paper_file",
    "GET localities.letter",
    "GET localities.reply_copy",
    "GET programme.behind",
    "GET programme.behind_workbook",
    "GET programme.figures",
    "GET programme.index",
    "GET programme.national_behind",
    "GET programme.national_behind_workbook",
    "GET programme.national_figures",
    "GET programme.plan",
    "GET programme.plan_file",
    "GET programme.plan_workbook",
    "GET programme.province",
    "GET reports.document",
    "GET reports.file",
    "GET reports.signed_file",
    "POST admin.add_agency",
    "POST admin.add_council",
    "POST admin.add_past_award",
    "POST admin.add_seat",
    "POST admin.add_team",
    "POST admin.add_violation",
    "POST admin.announce",
    "POST admin.close_cycle",
    "POST admin.create_cycle",
    "POST admin.decide",
    "POST admin.draft_letters",
    "POST admin.draft_to_agency",
    "POST admin.extend_deadline",
    "POST admin.found_council",
    "POST admin.found_cycle",
    "POST admin.lift_reentry",
    "POST admin.move_rulebook",
    "POST admin.publish_groups",
    "POST admin.register_complaint",
    "POST admin.revoke",
    "POST admin.send_letter",
    "POST admin.set_deadline",
    "POST admin.submit",
    "POST programme.national_add_denominator",
    "POST programme.national_add_target",
    "POST programme.national_add_value",
    "POST reports.attach",
}

ENTERED = {
    "another_applicant": SIGNED_IN,
    "a_reader_elsewhere": SIGNED_IN,
    "another_assessor": UNDERTAKES,
    "another_member": UNDERTAKES,
    "another_secretary": UNDERTAKES,
    "another_province": PROVINCE,
    "an_administrator": ADMINISTRATOR,
    "the_standing_body": STANDING_BODY,
}
