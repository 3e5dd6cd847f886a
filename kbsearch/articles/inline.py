"""Inline Markdown, without looking for it where there is none.

Python-Markdown tries each of twenty patterns on every stretch of text. Most stretches hold no character that any of them begins with, and are passed over.
"""

import re
from xml.etree.ElementTree import Element

from markdown import Extension, Markdown
from markdown.treeprocessors import InlineProcessor
from markdown.util import AtomicString

BEGINS = re.compile(r"[`\\\[<{&*_~\x02]|  \n")
"""What any pattern begins with: x02 stands for something found before, and two spaces end a line that is to be broken."""


class SparingInline(Extension):
    """Markdown extension that leaves alone what is plain. To be given last: what begins a pattern of another extension must be among the characters above."""

    def extendMarkdown(self, md: Markdown) -> None:
        """Take the place of Python-Markdown's own."""
        md.treeprocessors.register(_SparingInline(md), "inline", 20)


class _SparingInline(InlineProcessor):
    def run(self, tree: Element, ancestors: list[str] | None = None) -> Element:
        self.inlinePatterns = tuple(self.md.inlinePatterns)  # type: ignore[assignment]  # found by number many times faster
        for element in tree.iter():
            if element.text and not BEGINS.search(element.text):
                element.text = AtomicString(element.text)
        return super().run(tree, ancestors)
