"""Letters by e-mail: plain text from a template whose first line is the subject."""

import re
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from award import clock
from award.config import current
from award.models import User
from award.services import outbox

_FOLDER = Path(__file__).parent.parent / "templates" / "emails"
_DOT_IN_WORD = re.compile(r"(?<=\w)[.:/@]+(?=\w|/)")


def harmless(text: str) -> str:
    """A name somebody typed, so that no mail program makes a link of it: `evil. example`."""
    return _DOT_IN_WORD.sub(lambda sign: f"{sign.group()[0]} ", text)


_environment = Environment(
    loader=FileSystemLoader(_FOLDER),
    undefined=StrictUndefined,
    autoescape=False,
    trim_blocks=True,
    lstrip_blocks=True,
)
_environment.filters["harmless"] = harmless
_environment.filters["local_time"] = lambda at: f"{clock.local(at):%d/%m/%Y, %H:%M}"


def send(name: str, user: User, **facts: Any) -> None:
    """Queue the letter `templates/emails/<name>.txt` to a person, in this transaction.

    Every address in it begins with `base_url` of the settings, never with a request's host.
    """
    text = _environment.get_template(f"{name}.txt").render(
        user=user, base_url=current().base_url, **facts
    )
    subject, _, body = text.partition("\n")
    outbox.email([user], subject.strip(), body.lstrip("\n"))
