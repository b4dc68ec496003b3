"""The program's own texts in every language it has, from gettext catalogues in assets/locale."""

from __future__ import annotations

import gettext
from pathlib import Path

DOMAIN = "hcp-kiosk"
FIRST = "zh-CN"
"""What is spoken where a language has no catalogue: the scheme's own."""


class Texts:
    """Catalogues under `root` (`<language>/LC_MESSAGES/hcp-kiosk.mo`), each read once, when first asked for."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self._read: dict[str, gettext.NullTranslations] = {}

    def text(self, key: str, language: str) -> str:
        """The text of `key` in `language`, else in Chinese; the key itself where there is none anywhere."""
        return self._catalogue(language).gettext(key)

    def has(self, language: str) -> bool:
        """Whether there is a catalogue of this very language."""
        return self._path(language).is_file()

    def languages(self) -> list[str]:
        """The languages there is a catalogue of."""
        return sorted(path.parents[1].name.replace("_", "-") for path in self._root.glob(f"*/LC_MESSAGES/{DOMAIN}.mo"))

    def _path(self, language: str) -> Path:
        return self._root / language.replace("-", "_") / "LC_MESSAGES" / f"{DOMAIN}.mo"

    def _catalogue(self, language: str) -> gettext.NullTranslations:
        found = self._read.get(language)
        if found is None:
            with self._path(language if self.has(language) else FIRST).open("rb") as file:
                found = gettext.GNUTranslations(file)
            if language != FIRST:
                found.add_fallback(self._catalogue(FIRST))
            self._read[language] = found
        return found
