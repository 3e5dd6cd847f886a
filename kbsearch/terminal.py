"""What commands write: colour and tables at a terminal, plain lines when piped; results on standard output, progress on standard error."""

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import click
from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeRemainingColumn
from rich.progress import Progress as ProgressBar
from rich.table import Table
from rich.text import Text

from kbsearch.evaluation.metrics import QUESTION_MEASURES, Figures
from kbsearch.evaluation.questions import Miss, QuestionsReport
from kbsearch.messages import Message
from kbsearch.model import Hit, Problem, Results, Severity, Snippet, Suggestion, Token
from kbsearch.ports import Progress
from kbsearch.reports import IndexReport, IndexStatistics

_STEPS = {
    "read": Message("Reading articles", "記事を読み込み中"),
    "index": Message("Indexing", "インデックスを作成中"),
    "query": Message("Asking queries", "検索中"),
}

_SEVERITIES = {
    Severity.ERROR: Message("error", "エラー"),
    Severity.WARNING: Message("warning", "警告"),
}


class Terminal:
    """Writes for people at a terminal and for programs in a pipe."""

    def __init__(self) -> None:
        self._out = Console(highlight=False)
        self._err = Console(stderr=True, highlight=False)

    @contextmanager
    def progress(self) -> Iterator[Progress]:
        """Show a progress bar while something long goes on; nothing when piped."""
        columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
        with ProgressBar(*columns, console=self._err, transient=True, disable=not self._err.is_terminal) as bar:
            tasks = {step: bar.add_task(str(text), total=None, visible=False) for step, text in _STEPS.items()}

            def report(step: str, done: int, total: int) -> None:
                bar.update(tasks[step], completed=done, total=total, visible=total > 0)

            yield report

    def report(self, report: IndexReport) -> None:
        """Write what a run of the indexer did, each problem on a line of its own."""
        for problem in report.problems:
            self._problem(problem)
        self.line(self._summary(report))
        if report.problems:
            self.line(_problems(report, "listed above", "上に一覧があります"))

    def brief_report(self, report: IndexReport) -> None:
        """Write the same in two lines."""
        self.line(self._summary(report))
        if report.problems:
            self.line(_problems(report, "'kbsearch index' lists them", "'kbsearch index' で一覧を表示できます"))

    def warning(self, message: Message) -> None:
        """Say on standard error what went wrong without stopping the work."""
        click.echo(str(Message(f"warning: {message.en}", f"警告: {message.ja}")), err=True)

    def started(self, folder: Path) -> None:
        """Say that a new help centre stands, and how to see it."""
        self.line(
            Message(
                f"A new help centre is in {folder}. Next: cd {folder} && kbsearch serve",
                f"{folder} に新しいヘルプセンターを作成しました。次は: cd {folder} && kbsearch serve",
            )
        )

    def purged(self, count: int, days: int) -> None:
        """Say how many records were deleted."""
        self.line(
            Message(f"{count} records older than {days} days were deleted", f"{days} 日より古い記録 {count} 件を削除しました")
        )

    def serving(self, address: str) -> None:
        """Say where the help centre is served."""
        self.line(Message(f"Serving on {address} (Ctrl+C to stop)", f"{address} で公開しています (Ctrl+C で終了)"))

    def results(self, results: Results) -> None:
        """Write what was found."""
        if results.query.is_empty:
            self._categories(results)
            return
        milliseconds = f"{results.seconds * 1000:.1f} ms"
        self.line(Message(f"{results.total} found in {milliseconds}", f"{results.total} 件 ({milliseconds})"))
        if results.shortened:
            self.line(Message("Only the first 1,000 characters were searched for", "最初の 1,000 文字だけで検索しました"))
        if results.correction:
            self.line(
                Message(
                    f"Showing results for: {results.correction} (--literal searches for exactly what you typed)",
                    f"「{results.correction}」で検索しました (--literal を付けると入力のまま検索します)",
                )
            )
        for number, hit in enumerate(results.hits, start=1):
            self._hit(number, hit)
        if results.elsewhere:
            self.line(Message("In the other language:", "別の言語の記事:"))
        for number, hit in enumerate(results.elsewhere, start=len(results.hits) + 1):
            self._hit(number, hit)

    def results_as_json(self, results: Results) -> None:
        """Write what was found as one JSON object."""
        click.echo(
            json.dumps(
                {
                    "query": results.query.text,
                    "locale": results.locale,
                    "total": results.total,
                    "correction": results.correction,
                    "confident": results.confident,
                    "seconds": round(results.seconds, 6),
                    "hits": [_hit_fields(hit) for hit in results.hits],
                    "elsewhere": [_hit_fields(hit) for hit in results.elsewhere],
                    "categories": [{"path": c.path, "name": c.name, "count": c.count} for c in results.categories],
                },
                ensure_ascii=False,
                indent=2,
            )
        )

    def suggestions(self, suggestions: Sequence[Suggestion]) -> None:
        """Write completions, a line each, with the file of their article."""
        for suggestion in suggestions:
            marked = _marked(Snippet(suggestion.text, suggestion.highlights))
            line = marked + Text(f"  {suggestion.locale}/{suggestion.path}.md")
            if self._out.is_terminal:
                self._out.print(line)
            else:
                click.echo(line.plain)

    def suggestions_as_json(self, suggestions: Sequence[Suggestion]) -> None:
        """Write completions as a JSON list."""
        self.as_json([_suggestion_fields(suggestion) for suggestion in suggestions])

    def tokens(self, text: str, tokens: Sequence[Token]) -> None:
        """Write a table of tokens: term, surface, place, position, reading."""
        rows = [(t.term, text[t.start : t.end], f"{t.start}-{t.end}", str(t.position), t.reading) for t in tokens]
        self.table(("term", "surface", "offsets", "position", "reading"), rows)

    def statistics(self, statistics: IndexStatistics) -> None:
        """Write a table of figures, a column for each locale."""
        self.line(
            Message(
                f"generation {statistics.generation}, built {statistics.built_at:%Y-%m-%d %H:%M} UTC, "
                f"{statistics.size / 1e6:.1f} MB, {statistics.problems} problems",
                f"世代 {statistics.generation}、作成 {statistics.built_at:%Y-%m-%d %H:%M} UTC、"
                f"{statistics.size / 1e6:.1f} MB、問題 {statistics.problems} 件",
            )
        )
        rows = [
            (s.locale, str(s.articles), str(s.internal), str(s.sections), str(s.terms), str(s.postings), f"{s.mean_length:.1f}")
            for s in statistics.locales.values()
        ]
        self.table(("locale", "articles", "internal", "sections", "terms", "postings", "mean length"), rows)

    def figures(self, figures: Figures) -> None:
        """Write how well and how fast the queries of a relevance set were answered."""
        measures = [(name, f"{value:.4f}") for name, value in figures.measures.items()]
        speed = [("p50 ms", f"{figures.p50 * 1000:.2f}"), ("p95 ms", f"{figures.p95 * 1000:.2f}")]
        self.table(("measure", "value"), [("queries", str(figures.queries)), *measures, *speed])
        if figures.unjudged:
            self.line(
                Message(
                    f"queries without a right document, not in the averages: {figures.unjudged}",
                    f"正解の文書がないため平均に含めていないクエリ: {figures.unjudged} 件",
                )
            )
        if figures.empty:
            self.line(
                Message(f"queries that found nothing: {figures.empty}", f"何も見つからなかったクエリ: {figures.empty} 件")
            )

    def questions(self, reports: Sequence[QuestionsReport]) -> None:
        """Write how the articles' own questions find them: a row for each locale, then every question that does not."""
        rows = [(r.locale, str(r.figures.queries), *_measured(r.figures)) for r in reports]
        self.table(("locale", "questions", *QUESTION_MEASURES, "p50 ms", "p95 ms"), rows)
        misses = [miss for report in reports for miss in report.misses]
        if misses:
            self.line(
                Message(
                    f"questions that do not find their article among the first three: {len(misses)}",
                    f"自分の記事が上位 3 件に入らない質問: {len(misses)} 件",
                )
            )
        for miss in misses:
            click.echo(f"{miss.file}: {miss.question} ({_whereabouts(miss)})")

    def as_json(self, value: object) -> None:
        """Write a value as JSON."""
        click.echo(json.dumps(value, ensure_ascii=False, indent=2))

    def _summary(self, report: IndexReport) -> Message:
        counts = {
            "added": ("追加", len(report.added)),
            "changed": ("変更", len(report.changed)),
            "renamed": ("改名", len(report.renamed)),
            "removed": ("削除", len(report.removed)),
            "unchanged": ("変更なし", len(report.unchanged)),
            "unpublished": ("非公開", len(report.unpublished)),
            "skipped": ("読み込めず", len(report.skipped)),
        }
        english = ", ".join(f"{count} {name}" for name, (_, count) in counts.items() if count) or "no articles"
        japanese = "、".join(f"{name} {count} 件" for name, count in counts.values() if count) or "記事がありません"
        return Message(f"{english} in {report.seconds:.2f} s", f"{japanese} ({report.seconds:.2f} 秒)")

    def _problem(self, problem: Problem) -> None:
        if self._out.is_terminal:
            colour = "red" if problem.severity is Severity.ERROR else "yellow"
            self._out.print(f"[{colour}]●[/] {escape(str(problem))}", soft_wrap=True)
        else:
            click.echo(f"{_SEVERITIES[problem.severity]}: {problem}")

    def _categories(self, results: Results) -> None:
        self.table(("category", "name", "articles"), [(c.path, c.name, str(c.count)) for c in results.categories])

    def _hit(self, number: int, hit: Hit) -> None:
        anchor = f"#{hit.section.anchor}" if hit.section.anchor else ""
        head = Text.assemble(f"{number:>2}. ", _marked(hit.title), f"  {hit.article.file}{anchor}  {hit.score:.2f}")
        explained = (Text(f"    {c.score:8.4f}  {c.term}  ({c.reason})") for c in hit.explanation)
        for line in (head, Text("    ") + _marked(hit.snippet), *explained):
            if self._out.is_terminal:
                self._out.print(line)
            else:
                click.echo(line.plain)

    def table(self, columns: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
        """Write a table."""
        if not self._out.is_terminal:
            click.echo("\n".join("\t".join(row) for row in (columns, *rows)))
            return
        table = Table(*columns)
        for row in rows:
            table.add_row(*map(escape, row))
        self._out.print(table)

    def line(self, message: Message) -> None:
        """Write a line."""
        self._out.print(escape(str(message)), soft_wrap=True)


def _problems(report: IndexReport, en: str, ja: str) -> Message:
    count = len(report.problems)
    return Message(f"{count} problem{'s' if count > 1 else ''} in the articles; {en}", f"記事に問題が {count} 件あります。{ja}")


def _measured(figures: Figures) -> tuple[str, ...]:
    measures = (f"{figures.measures[name]:.4f}" if name in figures.measures else "–" for name in QUESTION_MEASURES)
    return (*measures, f"{figures.p50 * 1000:.2f}", f"{figures.p95 * 1000:.2f}")


def _whereabouts(miss: Miss) -> Message:
    if not miss.first:
        return Message("nothing found", "何も見つかりません")
    place = Message(f"place {miss.place}", f"{miss.place} 位") if miss.place else Message("not found", "見つかりません")
    return Message(f"{place.en}; first is {miss.first}", f"{place.ja}。1 位は {miss.first}")


def _marked(snippet: Snippet) -> Text:
    text = Text(snippet.text)
    for start, end in snippet.highlights:
        text.stylize("bold yellow", start, end)
    return text


def _suggestion_fields(suggestion: Suggestion) -> dict[str, object]:
    return {
        "text": suggestion.text,
        "kind": suggestion.kind,
        "id": suggestion.article_id,
        "locale": suggestion.locale,
        "path": suggestion.path,
        "highlights": suggestion.highlights,
    }


def _hit_fields(hit: Hit) -> dict[str, object]:
    return {
        "id": hit.article.id,
        "locale": hit.article.locale,
        "path": hit.article.path,
        "title": hit.article.title,
        "section": {"anchor": hit.section.anchor, "heading": hit.section.heading},
        "snippet": hit.snippet.text,
        "highlights": hit.snippet.highlights,
        "score": round(hit.score, 6),
        "explanation": [{"term": c.term, "reason": c.reason, "score": round(c.score, 6)} for c in hit.explanation],
    }
