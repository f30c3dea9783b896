"""Lists ask as often for three rows as for one."""

from award.extensions import db
from tests.factories import fill, make_dossier, make_draft, make_organisation, make_user, owner_of
from tests.web.dossiers.papers import paper_in


def asked(questions, visitor, page):
    visitor.get(page)
    db.session.expire_all()
    with questions() as statements:
        assert visitor.get(page).status_code == 200
    return len(statements)


def test_the_list_of_dossiers(browser, questions):
    owner = make_user()
    first = make_draft(organisation=make_organisation(owner=owner))
    visitor = browser(owner)
    one = asked(questions, visitor, "/dossiers")
    for _ in range(2):
        make_draft(organisation=make_organisation(owner=owner), cycle=first.cycle)

    three = asked(questions, visitor, "/dossiers")

    assert three == one


def test_the_list_of_dossiers_of_products(browser, questions):
    owner = make_user()
    organisation = make_organisation(owner=owner)
    first = make_draft(rulebook_id="gtclqg-2026", organisation=organisation)
    visitor = browser(owner)
    one = asked(questions, visitor, "/dossiers")
    for name in ("Muối Mẫu", "Gạo Mẫu"):
        make_draft(organisation=organisation, cycle=first.cycle, product=name)

    assert asked(questions, visitor, "/dossiers") == one


def test_the_papers_of_a_part(browser, questions):
    dossier = make_dossier("registered")
    visitor = browser(owner_of(dossier))
    paper_in(dossier, "một", part="4", year=None)
    one = asked(questions, visitor, f"/dossiers/{dossier.id}/papers/4")
    for name in ("hai", "ba"):
        paper_in(dossier, name, part="4", year=None)

    assert asked(questions, visitor, f"/dossiers/{dossier.id}/papers/4") == one


def test_the_page_of_a_dossier(browser, questions):
    dossier = make_dossier("registered")
    visitor = browser(owner_of(dossier))
    before = asked(questions, visitor, f"/dossiers/{dossier.id}")
    fill(dossier)

    assert asked(questions, visitor, f"/dossiers/{dossier.id}") <= before
