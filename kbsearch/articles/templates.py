"""Remains of template languages: what another tool would have filled in is shown as code, its instructions are dropped."""

import re
from xml.etree.ElementTree import Element

from markdown import Extension, Markdown
from markdown.inlinepatterns import InlineProcessor
from markdown.util import AtomicString

_FILLED = r"(?<!\{)\{\{(?!\{)([^{}\n]{1,200})\}\}"
_INSTRUCTION = r"\{%[^\n]{0,500}?%\}|\{\{[<%#>/][^\n]{0,500}?\}\}"


class TemplateRemains(Extension):
    """Markdown extension for ``{{ name }}`` (shown as code) and ``{% include … %}``, ``{{< note >}}`` (dropped)."""

    def extendMarkdown(self, md: Markdown) -> None:
        """Register below code (190) and links (160), so that neither is disturbed."""
        md.inlinePatterns.register(_Instruction(_INSTRUCTION, md), "template_instruction", 111)
        md.inlinePatterns.register(_Filled(_FILLED, md), "template_value", 110)


class _Filled(InlineProcessor):
    # Python-Markdown's own type of this method is that of an older kind of pattern.
    def handleMatch(self, m: re.Match[str], data: str) -> tuple[Element, int, int]:  # type: ignore[override]
        code = Element("code")
        code.text = AtomicString(m[0])
        return code, m.start(0), m.end(0)


class _Instruction(InlineProcessor):
    def handleMatch(self, m: re.Match[str], data: str) -> tuple[str, int, int]:  # type: ignore[override]
        return "", m.start(0), m.end(0)
