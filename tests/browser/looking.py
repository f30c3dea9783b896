"""Looks at pages as nobody else does: for rules of accessibility, and on a phone's width."""

from collections.abc import Iterable

from axe_playwright_python.sync_playwright import Axe

from tests.browser.person import Person

GRAVE = {"serious", "critical"}


def look(person: Person, addresses: Iterable[str]) -> dict[str, list[str]]:
    """What is wrong with each page; nothing for a page that is all right."""
    found = {}
    for address in addresses:
        answer = person.page.goto(address)
        faults = [] if answer and answer.status == 200 else [f"status {answer and answer.status}"]
        faults += [
            f"{one['id']}: {one['nodes'][0]['html'][:120]}"
            for one in Axe().run(person.page).response["violations"]
            if one["impact"] in GRAVE
        ]
        person.page.set_viewport_size({"width": 390, "height": 844})
        width = person.page.evaluate("document.documentElement.scrollWidth")
        faults += [f"{width} px wide on a phone"] if width > 390 else []
        person.page.set_viewport_size({"width": 1280, "height": 900})
        if faults:
            found[address] = faults
    return found
