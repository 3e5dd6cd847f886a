"""Tabs without scripts: details blocks of one name, of which the browser shows one at a time.

``=== "iPhone"`` reaches Markdown as a details block of the class ``tab``; here neighbours are put into one ``<div
class="tabs">``.
"""

from xml.etree.ElementTree import Element

from markdown import Extension, Markdown
from markdown.treeprocessors import Treeprocessor


class Tabs(Extension):
    """Markdown extension that groups neighbouring tabs."""

    def extendMarkdown(self, md: Markdown) -> None:
        """Register after inline Markdown (20), so that only blocks are looked at."""
        md.treeprocessors.register(_Grouping(md), "tabs", 15)


class _Grouping(Treeprocessor):
    def run(self, root: Element) -> None:
        tabs = [element for element in root.iter("details") if element.get("class") == "tab"]
        if not tabs:
            return
        number = 0
        for parent in [element for element in root.iter() if any(child in tabs for child in element)]:
            number = _group(parent, number)


def _group(parent: Element, number: int) -> int:
    group: Element | None = None
    for child in list(parent):
        if not (child.tag == "details" and child.get("class") == "tab"):
            group = None
            continue
        place = list(parent).index(child)
        parent.remove(child)
        if group is None:
            number += 1
            group = Element("div", {"class": "tabs"})
            parent.insert(place, group)
        else:
            child.attrib.pop("open", None)
        child.set("name", f"tabs-{number}")
        group.append(child)
    return number
