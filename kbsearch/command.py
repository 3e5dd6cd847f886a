"""What every command of the terminal is given, and how its errors end."""

import os
import sys
from collections.abc import Callable
from functools import update_wrapper
from pathlib import Path
from typing import Any, Concatenate, ParamSpec, TypeVar

import click

from kbsearch.bootstrap import assemble
from kbsearch.config import Config, load_config, make_config
from kbsearch.errors import KbsearchError
from kbsearch.knowledge_base import KnowledgeBase
from kbsearch.messages import Message
from kbsearch.terminal import Terminal

P = ParamSpec("P")
R = TypeVar("R")


class Commands(click.Group):
    """Turns an error that a person can mend into one line and its exit code."""

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except KbsearchError as error:
            click.echo(str(Message(f"error: {error.message.en}", f"エラー: {error.message.ja}")), err=True)
            ctx.exit(error.exit_code)
        except BrokenPipeError:
            sys.stdout = open(os.devnull, "w")  # noqa: SIM115 - the reader of our output left; flushing at exit must not complain
            ctx.exit(0)


def with_kb(command: Callable[Concatenate[KnowledgeBase, Terminal, P], R]) -> Callable[P, R]:
    """Give a command the knowledge base of its configuration, and the terminal to write to."""

    def run(*args: P.args, **kwargs: P.kwargs) -> R:
        return command(assemble(configured(click.get_current_context().obj)), Terminal(), *args, **kwargs)

    return update_wrapper(run, command)


def configured(file: Path | None) -> Config:
    """Return the settings of a file, or of the one here; without any, the defaults."""
    default = Path(Config.FILE_NAME)
    if file is None and not default.exists():
        return make_config({}, Path.cwd())
    return load_config(file or default)
