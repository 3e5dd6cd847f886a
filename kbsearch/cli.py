"""The terminal.

Exit codes: 0 done; 1 an error not listed here; 2 wrong usage or configuration; 3 the articles folder cannot be read; 4 no usable index; 5 another process is
building; 6 building stopped half-way. Errors are one line on standard error.
"""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TextIO

import click

from kbsearch.bootstrap import collection, open_log
from kbsearch.command import Commands, with_kb
from kbsearch.config import SUPPORTED_LOCALES, Config
from kbsearch.errors import IndexBuildError, IndexBusyError
from kbsearch.evaluation.collection import article_of
from kbsearch.evaluation.judgments import read_documents, read_grades, read_queries
from kbsearch.evaluation.metrics import Figures, measure
from kbsearch.evaluation.questions import QuestionsReport, ask_questions
from kbsearch.evaluation.runs import DEPTH, run_queries, write_trec
from kbsearch.knowledge_base import KnowledgeBase
from kbsearch.model import Audience
from kbsearch.ports import Progress
from kbsearch.scaffold import create_help_centre
from kbsearch.server import serve_forever
from kbsearch.terminal import Terminal
from kbsearch.ticket_commands import outbox, work
from kbsearch.version import VERSION

_LOCALE = click.Choice(SUPPORTED_LOCALES)
_FILE = click.Path(path_type=Path)


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(VERSION, prog_name="kbsearch")
@click.option(
    "--config", "config_file", type=click.Path(path_type=Path), help="The configuration file; without it, kbsearch.toml here."
)
@click.pass_context
def main(ctx: click.Context, config_file: Path | None) -> None:
    """A help centre whose source is a folder of Markdown, in Japanese and English."""
    ctx.obj = config_file


main.add_command(work)
main.add_command(outbox)


@main.command()
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path))
def init(folder: Path) -> None:
    """Start a new help centre in DIR, which must be new or empty."""
    create_help_centre(folder)
    Terminal().started(folder)


@main.command()
@click.option("--rebuild", is_flag=True, help="Build everything anew, not only what changed.")
@with_kb
def index(kb: KnowledgeBase, terminal: Terminal, rebuild: bool) -> None:
    """Bring the index up to date with the articles, and report problems in them."""
    with terminal.progress() as progress:
        report = kb.reindex(rebuild=rebuild, progress=progress)
    terminal.report(report)


@main.command()
@click.argument("query")
@click.option("--locale", type=_LOCALE, help="The language to search in; without it, the first of the configuration.")
@click.option("--limit", type=click.IntRange(1, 1000), default=10, show_default=True, help="How many hits to show.")
@click.option("--internal", is_flag=True, help="Find internal articles too, as support staff do.")
@click.option("--json", "as_json", is_flag=True, help="Write JSON.")
@click.option("--literal", is_flag=True, help="Search for exactly what is typed, without correction.")
@click.option("--explain", is_flag=True, help="Show where each score comes from.")
@with_kb
def search(
    kb: KnowledgeBase,
    terminal: Terminal,
    query: str,
    locale: str | None,
    limit: int,
    internal: bool,
    as_json: bool,
    literal: bool,
    explain: bool,
) -> None:
    """Find articles for QUERY: words, "exact phrases", -excluded, tag:x, category:x.

    Write a query that begins with a minus after two hyphens: kbsearch search -- "-word".
    """
    audience = Audience.INTERNAL if internal else Audience.PUBLIC
    results = kb.search(
        query, locale=locale or kb.config.default_locale, limit=limit, audience=audience, literal=literal, explain=explain
    )
    if as_json:
        terminal.results_as_json(results)
    else:
        terminal.results(results)


@main.command()
@click.argument("prefix")
@click.option("--locale", type=_LOCALE, help="The language of the articles; without it, the first of the configuration.")
@click.option("--limit", type=click.IntRange(1, 1000), default=8, show_default=True, help="How many completions to show.")
@click.option("--json", "as_json", is_flag=True, help="Write JSON.")
@with_kb
def suggest(kb: KnowledgeBase, terminal: Terminal, prefix: str, locale: str | None, limit: int, as_json: bool) -> None:
    """Complete PREFIX, what was typed so far, with titles and questions of articles."""
    suggestions = kb.suggest(prefix, locale=locale or kb.config.default_locale, limit=limit)
    if as_json:
        terminal.suggestions_as_json(suggestions)
    else:
        terminal.suggestions(suggestions)


@main.command()
@click.argument("text")
@click.option("--locale", type=_LOCALE, help="The language whose analyzer to use; without it, the first of the configuration.")
@with_kb
def tokens(kb: KnowledgeBase, terminal: Terminal, text: str, locale: str | None) -> None:
    """Show how TEXT is cut into terms, in articles and queries alike."""
    terminal.tokens(text, kb.tokens(text, locale=locale or kb.config.default_locale))


@main.command()
@with_kb
def stats(kb: KnowledgeBase, terminal: Terminal) -> None:
    """Show figures of the index."""
    terminal.statistics(kb.statistics())


@main.command()
@click.option("--corpus", type=_FILE, help='Documents, a line each: {"id": …, "title": …, "text": …}.')
@click.option("--queries", type=_FILE, help='Queries, a line each: {"id": …, "text": …}.')
@click.option("--qrels", type=_FILE, help="What answers what: query id, document id and grade, with tabs between.")
@click.option("--locale", type=_LOCALE, help="The language of the set, or of the articles whose questions are asked.")
@click.option(
    "--run", "run_file", type=click.File("w", encoding="utf-8", lazy=False), help="Write what was found, as trec_eval reads it."
)
@click.option("--json", "as_json", is_flag=True, help="Write JSON.")
@with_kb
def evaluate(
    kb: KnowledgeBase,
    terminal: Terminal,
    corpus: Path | None,
    queries: Path | None,
    qrels: Path | None,
    locale: str | None,
    run_file: TextIO | None,
    as_json: bool,
) -> None:
    """Measure how well articles are found.

    With --corpus, --queries and --qrels: the documents of that set are indexed in a temporary folder and its queries are asked.

    Without: every question in the front matter of the articles is asked, and must find its article among the first three.
    """
    if corpus and queries and qrels:
        with terminal.progress() as progress:
            figures = _evaluate_set(kb.config, locale or kb.config.default_locale, (corpus, queries, qrels), run_file, progress)
        if as_json:
            terminal.as_json(figures.as_dict())
        else:
            terminal.figures(figures)
        return
    if corpus or queries or qrels or run_file:
        raise click.UsageError("--corpus, --queries and --qrels go together, and --run with them.")
    with terminal.progress() as progress:
        reports = [_evaluate_questions(kb, each, progress) for each in ([locale] if locale else kb.config.locales)]
    if as_json:
        terminal.as_json([report.as_dict() for report in reports])
    else:
        terminal.questions(reports)


def _evaluate_set(
    config: Config, locale: str, files: tuple[Path, Path, Path], run_file: TextIO | None, progress: Progress
) -> Figures:
    documents, queries = read_documents(files[0]), read_queries(files[1])
    grades = read_grades(files[2], queries, documents)
    with collection(config, locale, [article_of(document, locale) for document in documents], progress) as kb:
        run = run_queries(queries, lambda query: kb.rank(query.text, locale=locale, limit=DEPTH), progress)
    if run_file:
        write_trec(run, run_file)
    return measure(run, grades)


def _evaluate_questions(kb: KnowledgeBase, locale: str, progress: Progress) -> QuestionsReport:
    everybody = Audience.INTERNAL
    categories = ["", *(category.path for category in kb.categories(locale, audience=everybody))]
    articles = [article for path in categories for article in kb.articles_in(path, locale=locale, audience=everybody)]
    return ask_questions(
        locale, articles, lambda text, audience: kb.rank(text, locale=locale, limit=DEPTH, audience=audience), progress
    )


@main.group()
def insights() -> None:
    """What is recorded of how the help centre is used."""


@insights.command()
@with_kb
def purge(kb: KnowledgeBase, terminal: Terminal) -> None:
    """Delete what is older than insights.keep_days, as the server does each day."""
    days = kb.config.insights.keep_days
    terminal.purged(open_log(kb.config).purge(datetime.now(UTC) - timedelta(days=days)), days)


@main.command()
@click.option("--host", help="The address to listen on; without it, the configuration's.")
@click.option("--port", type=click.IntRange(1, 65535), help="The port to listen on; without it, the configuration's.")
@click.option("--processes", type=click.IntRange(1, 64), help="How many processes answer; without it, the configuration's.")
@with_kb
def serve(kb: KnowledgeBase, terminal: Terminal, host: str | None, port: int | None, processes: int | None) -> None:
    """Bring the index up to date and serve the help centre."""
    try:
        with terminal.progress() as progress:
            report = kb.reindex(progress=progress)
        terminal.brief_report(report)
    except (IndexBusyError, IndexBuildError) as error:
        kb.statistics()  # raises when there is no index to serve instead
        terminal.warning(error.message)
    server = kb.config.server
    given = {"host": host, "port": port, "processes": processes}
    settings = server.model_copy(update={name: value for name, value in given.items() if value is not None})
    serve_forever(kb, settings, terminal.serving)
