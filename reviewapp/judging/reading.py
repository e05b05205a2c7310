"""How a judge wants to read: size, leading, face, ground.  Kept in a cookie that names the judge's account,
so that the page comes as wanted, without a flash, and stays so after log-out.  Harmless: four words."""

from __future__ import annotations

from dataclasses import dataclass

CHOICES: dict[str, tuple[str, ...]] = {
    "size": ("small", "medium", "large"),
    "leading": ("tight", "normal", "loose"),
    "face": ("serif", "sans"),
    "ground": ("page", "light", "dark"),
    "keys": ("on", "off"),  # single-letter shortcuts
}


@dataclass(frozen=True, slots=True)
class ReadingSettings:
    """One value of each of CHOICES."""

    size: str = "medium"
    leading: str = "normal"
    face: str = "serif"
    ground: str = "page"
    keys: str = "on"

    @classmethod
    def from_cookie(cls, text: str) -> ReadingSettings:
        """``large.normal.serif.dark.on``; anything unknown falls back to the default."""
        given = dict(zip(CHOICES, text.split("."), strict=False))
        return cls(**{name: given[name] for name, known in CHOICES.items() if given.get(name) in known})

    @property
    def classes(self) -> str:
        """Class names of css/reading.css."""
        return f"reading-{self.size} reading-{self.leading} reading-{self.face}"


def cookie_name(user_id: int | None) -> str:
    return f"reading-{user_id}"
