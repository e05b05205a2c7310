"""File names as people wrote them: what may be shown, and what the extension claims.

A name is only ever shown or compared; nothing on disk is called by it.
"""

from __future__ import annotations

import unicodedata

from reviewapp.documents.limits import MAX_NAME_CHARACTERS

# Characters a shown name never carries: controls, format characters (bidi, zero-width), surrogates.
_UNSHOWABLE = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})


def shown(name: str) -> str:
    """Last component of ``name``, without invisible characters, at most MAX_NAME_CHARACTERS long.

    The end is kept when a name is cut, since it holds the extension.
    """
    base = name.replace("\\", "/").rsplit("/", 1)[-1]
    base = "".join(c for c in base if unicodedata.category(c) not in _UNSHOWABLE).strip()
    if len(base) > MAX_NAME_CHARACTERS:
        base = base[: MAX_NAME_CHARACTERS - 20] + "…" + base[-19:]
    return base or "（无名）"


def extension(name: str) -> str:
    """The extension in lower case with its dot (``".docx"``), ``""`` if there is none.

    Read from the name as given, so that ``a.docx.exe`` claims to be ``.exe`` and a full-width dot is
    no dot.  A name that only consists of an extension (``.htaccess``) has none.
    """
    base = name.replace("\\", "/").rsplit("/", 1)[-1]
    stem, dot, tail = base.rpartition(".")
    return f".{tail.lower()}" if dot and stem else ""


def is_deceptive(name: str) -> bool:
    """True for a name with NUL or with characters that reorder it on screen (``essay\\u202excod.exe``)."""
    return any(c == "\0" or "\u202a" <= c <= "\u202e" or "\u2066" <= c <= "\u2069" for c in name)
