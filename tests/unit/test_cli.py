import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from kbsearch.cli import main
from kbsearch.indexes.lock import building
from tests.library import write_articles


@pytest.fixture
def centre(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    write_articles(tmp_path)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def run(*arguments: str) -> Result:
    return CliRunner().invoke(main, arguments)


def test_indexing_and_searching(centre: Path) -> None:
    indexed = run("index")
    assert indexed.exit_code == 0
    assert indexed.stdout.startswith("3 added in ")
    found = run("search", "返金の申請")
    assert found.exit_code == 0
    assert "1. 返金の条件  ja/billing/refund.md#申請のしかた" in found.stdout


def test_problems_are_listed_with_their_place(centre: Path) -> None:
    (centre / "articles/ja/bad.md").write_text("---\nstatus: publishd\n---\n\n# 題\n\n本文\n", encoding="utf-8")
    output = run("index").stdout
    assert "ja/bad.md:2:9: " in output
    assert "1 problem in the articles; listed above" in output


def test_search_as_json(centre: Path) -> None:
    run("index")
    answer = json.loads(run("search", "refund", "--locale", "en", "--json").stdout)
    assert answer["total"] == 1
    assert answer["hits"][0]["id"] == "refund"
    assert answer["hits"][0]["path"] == "billing/refund"


def test_suggesting_completions(centre: Path) -> None:
    run("index")
    assert run("suggest", "henk").stdout.splitlines() == ["返金の条件  ja/billing/refund.md"]
    assert run("suggest", "xyz").stdout == ""


def test_suggestions_as_json(centre: Path) -> None:
    run("index")
    assert json.loads(run("suggest", "my mon", "--locale", "en", "--limit", "1", "--json").stdout) == [
        {
            "text": "Can I get my money back?",
            "kind": "question",
            "id": "refund",
            "locale": "en",
            "path": "billing/refund",
            "highlights": [[10, 16]],
        }
    ]


def test_explain_shows_every_term(centre: Path) -> None:
    run("index")
    assert "返金  (in 1 of 2 articles)" in run("search", "返金", "--explain").stdout


def test_an_empty_query_lists_categories(centre: Path) -> None:
    run("index")
    assert run("search", "").stdout.splitlines() == ["category\tname\tarticles", "billing\tBilling\t2"]


def test_a_query_that_begins_with_a_minus(centre: Path) -> None:
    run("index")
    assert "解約する" in run("search", "--", "-返金").stdout


def test_tokens_show_how_text_is_cut(centre: Path) -> None:
    lines = run("tokens", "Webサイトの2FA").stdout.splitlines()
    assert [line.split("\t")[0] for line in lines] == ["term", "web", "サイト", "2fa"]


def test_stats_count_articles(centre: Path) -> None:
    run("index")
    lines = run("stats").stdout.splitlines()
    assert lines[2].split("\t")[:2] == ["ja", "2"]
    assert lines[3].split("\t")[:2] == ["en", "1"]


@pytest.mark.parametrize(
    ("arguments", "code", "message"),
    [
        (["search", "x"], 4, "there is no index yet; run 'kbsearch index'"),
        (["--config", "nowhere.toml", "stats"], 2, "nowhere.toml: no such file"),
        (["init", "."], 2, "is not empty; name a new folder"),
    ],
)
def test_an_error_is_one_line_on_standard_error(centre: Path, arguments: list[str], code: int, message: str) -> None:
    result = run(*arguments)
    assert result.exit_code == code
    assert result.stdout == ""
    assert result.stderr.startswith("error: ")
    assert message in result.stderr
    assert len(result.stderr.strip().splitlines()) == 1


def test_a_missing_articles_folder_has_its_own_exit_code(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert run("index").exit_code == 3


def test_an_error_is_in_japanese_for_japanese(centre: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KBSEARCH_LANGUAGE", "ja")
    assert run("search", "x").stderr.startswith("エラー: ")


def test_init_starts_a_help_centre_that_works(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert run("init", str(tmp_path / "help")).exit_code == 0
    monkeypatch.chdir(tmp_path / "help")
    assert (tmp_path / "help/.gitignore").read_text() == "/index/\n/var/\n"
    indexed = run("index")
    assert indexed.stdout.startswith("2 added in ")
    assert "problems" not in indexed.stdout
    assert "最初の記事を書く" in run("search", "記事を追加したい").stdout
    assert "Write your first article" in run("search", "add an article", "--locale", "en").stdout


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def start_server(centre: Path, port: int) -> subprocess.Popen[str]:
    root = Path(__file__).parent.parent.parent
    environ = {**os.environ, "PYTHONPATH": str(root), "PYTHONUNBUFFERED": "1"}
    command = [sys.executable, "-m", "kbsearch", "serve", "--port", str(port)]
    return subprocess.Popen(command, cwd=centre, env=environ, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def test_serve_indexes_and_answers(centre: Path) -> None:
    port = free_port()
    server = start_server(centre, port)
    try:
        assert server.stdout is not None
        lines = [server.stdout.readline(), server.stdout.readline()]
        assert lines[0].startswith("3 added")
        assert lines[1] == f"Serving on http://127.0.0.1:{port}/ (Ctrl+C to stop)\n"
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/ja/search?q=%E8%BF%94%E9%87%91", timeout=10) as answer:
            assert "返金" in answer.read().decode()
    finally:
        server.terminate()
        server.communicate(timeout=10)


def test_a_taken_port_is_one_line_that_says_what_to_do(centre: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        server = start_server(centre, port)
        _, errors = server.communicate(timeout=30)
    assert server.returncode == 2
    expected = f"port {port} is taken by another program; choose another one: 'PORT={port + 1} make serve' or 'kbsearch serve --port {port + 1}'"
    assert errors.strip() == f"error: {expected}"


def test_serve_goes_on_with_the_index_there_is_while_another_process_builds(centre: Path) -> None:
    run("index")
    port = free_port()
    with building(centre / "index"):
        server = start_server(centre, port)
        assert server.stdout is not None
        assert server.stdout.readline() == f"Serving on http://127.0.0.1:{port}/ (Ctrl+C to stop)\n"
        server.terminate()
        _, errors = server.communicate(timeout=10)
    assert errors.startswith("warning: ")
    assert "is building this index" in errors


def test_an_interrupted_server_ends_quietly(centre: Path) -> None:
    server = start_server(centre, free_port())
    assert server.stdout is not None
    server.stdout.readline()
    server.stdout.readline()
    time.sleep(0.2)
    server.send_signal(signal.SIGINT)
    _, errors = server.communicate(timeout=10)
    assert errors == ""
