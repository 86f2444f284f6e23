"""What a reader of a page finds in it: tags, words, and the data that travel inside."""

import base64
import json
import re
import zlib
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

__all__ = ["Page", "carried"]


class Page(HTMLParser):
    """What an HTML reader finds: tags with their attributes, and words outside of scripts."""

    def __init__(self, path: Path) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.words: list[str] = []
        self.inside = ""
        self.feed(path.read_text("utf-8"))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        self.inside = tag

    def handle_endtag(self, _tag: str) -> None:
        self.inside = ""

    def handle_data(self, data: str) -> None:
        if self.inside not in {"script", "style"}:
            self.words.append(data)

    @property
    def text(self) -> str:
        return " ".join(" ".join(self.words).split())


def carried(path: Path) -> dict[str, Any]:
    """What the page carries for its map."""
    text = path.read_text("utf-8")
    found = re.findall(r'id="gengxin-(?:data|layers)">([A-Za-z0-9+/=]*)<', text)
    assert found
    read: dict[str, Any] = {}
    for part in found:
        read |= json.loads(zlib.decompress(base64.b64decode(part)))
    return read
