"""Words: the marker of translatable text, and Vietnamese keys for searching and sorting."""

import unicodedata
from functools import lru_cache

# The Vietnamese alphabet in the order of its dictionaries: a letter with its own mark is a letter.
_ALPHABET = "aăâbcdđeêfghijklmnoôơpqrstuưvwxyz"
_LETTER_RANK = {letter: rank for rank, letter in enumerate(_ALPHABET)}

# The five tone marks, in dictionary order: none, huyền, hỏi, ngã, sắc, nặng.
_TONE_RANK = {"\u0300": 1, "\u0309": 2, "\u0303": 3, "\u0301": 4, "\u0323": 5}


def _N(text: str) -> str:  # noqa: N802 - the usual name of this marker, known to extractors
    """Mark Vietnamese source text for translation and return it unchanged."""
    return text


def normal(text: str) -> str:
    """The text in NFC with runs of white space made single and the ends trimmed."""
    return " ".join(unicodedata.normalize("NFC", text).split())


def fold(text: str) -> str:
    """The key under which a text is searched: lower case, no accents, đ as d, single spaces.

    >>> fold("  Công ty Cổ phần  ĐIỆN Quang ")
    'cong ty co phan dien quang'
    """
    bare = unicodedata.normalize("NFD", normal(text).casefold()).replace("đ", "d")
    return unicodedata.normalize(
        "NFC", "".join(letter for letter in bare if not unicodedata.combining(letter))
    )


def sort_key(text: str) -> str:
    """The key under which a text is sorted; compare keys by code point (collation "C").

    Syllable by syllable: the letters decide first, in the order of the Vietnamese alphabet
    (a ă â … d đ e ê …), then the tone in the order none, huyền, hỏi, ngã, sắc, nặng. Signs come
    before digits and digits before letters. A shorter text comes before the one it begins.
    """
    return " ".join(_syllable_key(syllable) for syllable in normal(text).casefold().split())


@lru_cache(maxsize=20_000)  # a language has few syllables, a list many of the same
def _syllable_key(syllable: str) -> str:
    """The letters of one syllable as comparable characters, then `!`, then its tones."""
    signs = [_without_tone(sign) for sign in unicodedata.normalize("NFC", syllable)]
    letters = "".join(_letter_key(letter) for letter, _ in signs)
    tones = "".join(str(tone) for _, tone in signs if tone) or "0"
    return f"{letters}!{tones}"


def _without_tone(sign: str) -> tuple[str, int]:
    """The letter without its tone mark, and the rank of the tone (0 = none)."""
    parts = unicodedata.normalize("NFD", sign)
    tone = next((_TONE_RANK[part] for part in parts if part in _TONE_RANK), 0)
    bare = "".join(part for part in parts if part not in _TONE_RANK)
    return unicodedata.normalize("NFC", bare), tone


def _letter_key(letter: str) -> str:
    """Comparable characters: signs before digits before letters before foreign letters."""
    if letter in _LETTER_RANK:
        return chr(ord("A") + _LETTER_RANK[letter])
    if letter.isdecimal():
        return str(unicodedata.decimal(letter))
    if letter.isalpha():
        return f"~{letter}"
    return f"#{letter}"
