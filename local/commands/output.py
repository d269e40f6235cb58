"""How commands that read show what they found: a table for people, JSON or CSV for programs."""

import csv
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, Literal, NamedTuple, get_args

import orjson
from rich.console import Console
from rich.table import Table
from rich.text import Text

type Form = Literal["table", "json", "csv"]

FORMS: tuple[Form, ...] = get_args(Form.__value__)

WIDEST = 10_000
"""Columns of text that a line in a pipe or file may have."""


class Column(NamedTuple):
    """A column of a table: its title, the way to its value through an object's members, and how that is written."""

    title: str
    path: tuple[str | int, ...]
    written: Callable[[Any], Any] = lambda value: value

    def of(self, entry: Mapping[str, Any]) -> str:
        """The value as text; "" for what is missing."""
        value: Any = entry
        for step in self.path:
            try:
                value = value[step]
            except (KeyError, IndexError, TypeError):
                return ""
        if value is None:
            return ""
        text = self.written(value)
        return text if isinstance(text, str) else orjson.dumps(text).decode()


def show(console: Console, entries: Iterable[Mapping[str, Any]], columns: Sequence[Column], form: Form) -> None:
    """Prints entries: a table or CSV of the columns, or whole entries as one JSON array."""
    if form == "json":
        sys.stdout.write(orjson.dumps(list(entries), option=orjson.OPT_INDENT_2).decode() + "\n")
    elif form == "csv":
        writer = csv.writer(sys.stdout, lineterminator="\n")
        writer.writerow(column.title for column in columns)
        writer.writerows([column.of(entry) for column in columns] for entry in entries)
    else:
        table = Table(box=None, pad_edge=False)
        for number, column in enumerate(columns):
            # Ids are copied: they are never cut.
            table.add_column(column.title, no_wrap=number == 0, overflow="fold")
        for entry in entries:
            # Names come from reports: they are text, not markup.
            table.add_row(*(Text(column.of(entry)) for column in columns))
        wide = console if console.is_terminal else Console(width=WIDEST, highlight=False)
        wide.print(table)


def show_object(console: Console, found: Mapping[str, Any], form: Form) -> None:
    """Prints one object: a line a member, or JSON."""
    if form == "json":
        sys.stdout.write(orjson.dumps(found, option=orjson.OPT_INDENT_2).decode() + "\n")
        return
    members = [{"member": name, "value": value} for name, value in found.items()]
    show(console, members, (Column("member", ("member",)), Column("value", ("value",))), form)
