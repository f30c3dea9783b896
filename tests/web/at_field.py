"""The sentence that a page has at one of its fields."""

import lxml.html
from werkzeug.test import TestResponse


def told_at(answer: TestResponse, field: str) -> str:
    """What is wrong with the field, as the page says it there; empty when it says nothing."""
    found = lxml.html.fromstring(answer.text).xpath(f"//p[@id='{field}-error']")
    return "".join(one.text_content() for one in found)
