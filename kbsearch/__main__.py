"""``python -m kbsearch`` is the ``kbsearch`` command."""

from kbsearch.cli import main

main(prog_name="kbsearch")
