"""What a browser calls itself, in words a person recognises."""

from award.words import _N

# Each name is looked for in turn: most browsers also claim to be the ones further down.
_PROGRAMS = (
    ("Edg", "Edge"),
    ("OPR", "Opera"),
    ("coc_coc", "Cốc Cốc"),
    ("Firefox", "Firefox"),
    ("Chrome", "Chrome"),
    ("Safari", "Safari"),
)
_SYSTEMS = (
    ("Android", "Android"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Windows", "Windows"),
    ("Mac OS", "macOS"),
    ("Linux", "Linux"),
)
_UNKNOWN = _N("Trình duyệt không rõ")


def browser_name(claimed: str) -> str:
    """`Chrome, Windows`; an unknown one is called so, and its own text is not shown."""
    program = next((name for sign, name in _PROGRAMS if sign in claimed), _UNKNOWN)
    system = next((name for sign, name in _SYSTEMS if sign in claimed), "")
    return f"{program}, {system}" if system else program
