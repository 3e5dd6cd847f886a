"""Front matter as entries: keys with the texts below them, each with its place in the file.

The texts are what the writer wrote: ``tags: [on, 2FA]`` is not a truth value, ``id: 0123`` is not a number. YAML is
composed into nodes and never constructed into objects, so neither tags nor aliases can do anything.
"""

from dataclasses import dataclass

import yaml

from kbsearch.messages import Message

_Loader: type = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_NULL = "tag:yaml.org,2002:null"
# Composing nested brackets takes time that grows with their square: a second for the longest list.
_MAX_BRACKETS = 1_000
_MAX_BRACKETS_OF_LIST = 10_000


@dataclass(frozen=True, slots=True)
class Text:
    """A text and its place. ``is_plain`` is False when YAML saw a mapping or a list where a text stands; ``value`` is then
    as written."""

    value: str
    line: int
    column: int
    is_plain: bool = True


@dataclass(frozen=True, slots=True)
class Entry:
    """A key and its texts: one, or several below a key that holds a list. ``is_sound`` is False when they could not be read."""

    key: Text
    texts: tuple[Text, ...]
    is_list: bool = False
    is_sound: bool = True


@dataclass(frozen=True, slots=True)
class Item:
    """One item of a YAML list: its place, and its entries; None where it is no mapping."""

    place: Text
    entries: tuple[Entry, ...] | None


@dataclass(frozen=True, slots=True)
class Remark:
    """Something wrong with the front matter's form, and where."""

    line: int
    column: int
    message: Message


@dataclass(frozen=True, slots=True)
class Entries:
    """What was read of a front matter."""

    entries: tuple[Entry, ...] = ()
    remarks: tuple[Remark, ...] = ()


class NotComposedError(Exception):
    """The text is not a YAML mapping. ``line`` (from 0) and ``column`` (from 0) say where, ``reason`` (English, the
    parser's) why."""

    def __init__(self, reason: str, line: int = 0, column: int = 0) -> None:
        super().__init__(reason)
        self.reason, self.line, self.column = reason, line, column


def compose(text: str, first_line: int) -> tuple[Entry, ...]:
    """Read a YAML mapping whose text begins at that line of the file; raises :class:`NotComposedError`."""
    root = _root(text, _MAX_BRACKETS)
    if root is None:
        return ()
    if not isinstance(root, yaml.MappingNode):
        raise NotComposedError("not a mapping")
    return _entries(root, _Source(text, first_line))


def compose_list(text: str) -> tuple[Item, ...]:
    """Read a YAML list of mappings, which is a file of its own; raises :class:`NotComposedError`."""
    root = _root(text, _MAX_BRACKETS_OF_LIST)
    if root is None:
        return ()
    if not isinstance(root, yaml.SequenceNode):
        raise NotComposedError("not a list", root.start_mark.line, root.start_mark.column)
    source = _Source(text, 1)
    return tuple(
        Item(source.written(node), _entries(node, source) if isinstance(node, yaml.MappingNode) else None)
        for node in root.value
    )


def _root(text: str, most_brackets: int) -> yaml.Node | None:
    if text.count("[") + text.count("{") > most_brackets:
        raise NotComposedError("too many brackets")
    try:
        return yaml.compose(text, Loader=_Loader)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        raise NotComposedError(error.problem or "", *((mark.line, mark.column) if mark else (0, 0))) from error
    except (yaml.YAMLError, RecursionError) as error:
        raise NotComposedError(str(error).partition("\n")[0]) from error


@dataclass(frozen=True, slots=True)
class _Source:
    text: str
    first_line: int

    def written(self, node: yaml.Node) -> Text:
        """Return a node as text: a scalar's value, or the source of anything else."""
        line, column = node.start_mark.line + self.first_line, node.start_mark.column + 1
        if isinstance(node, yaml.ScalarNode):
            return Text(node.value, line, column)
        source = self.text[node.start_mark.index : node.end_mark.index]
        return Text(" ".join(source.split()), line, column, is_plain=False)


def _entries(mapping: yaml.MappingNode, source: _Source) -> tuple[Entry, ...]:
    return tuple(_entry(key, value, source) for key, value in mapping.value)


def _entry(key: yaml.Node, value: yaml.Node, source: _Source) -> Entry:
    name = source.written(key)
    if isinstance(value, yaml.SequenceNode):
        return Entry(name, tuple(source.written(item) for item in value.value if not _is_null(item)), is_list=True)
    return Entry(name, () if _is_null(value) else (source.written(value),))


def _is_null(node: yaml.Node) -> bool:
    return node.tag == _NULL or (isinstance(node, yaml.ScalarNode) and not node.value.strip())
