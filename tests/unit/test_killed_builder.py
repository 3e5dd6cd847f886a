"""A builder killed at any moment leaves an index that opens and answers."""

import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

from tests.library import REFUND_JA, open_in, write, write_articles

KILLS = 50
BUILD = "from tests.library import open_in; from pathlib import Path; import sys; open_in(Path(sys.argv[1])).reindex()"


def start_builder(folder: Path) -> subprocess.Popen[bytes]:
    root = Path(__file__).parent.parent.parent
    return subprocess.Popen([sys.executable, "-c", BUILD, str(folder)], cwd=root, env={**os.environ, "PYTHONPATH": str(root)})


def test_killing_the_builder_at_random_moments(tmp_path: Path) -> None:
    articles = write_articles(tmp_path)
    for number in range(30):
        write(articles / f"ja/more/{number}.md", f"# 記事{number}\n\n" + "返金と解約の説明です。" * 20)
    started = time.perf_counter()
    start_builder(tmp_path).wait()
    whole = time.perf_counter() - started
    moments = random.Random(20261121)
    killed = 0
    for number in range(KILLS):
        write(articles / "ja/billing/refund.md", REFUND_JA.replace("全額", f"第{number}回の全額"))
        builder = start_builder(tmp_path)
        time.sleep(moments.uniform(0.2, 1.05) * whole)
        builder.send_signal(signal.SIGKILL)
        killed += builder.wait() == -signal.SIGKILL
        assert open_in(tmp_path).search("返金", locale="ja").total == 31
    assert killed > KILLS / 2
    open_in(tmp_path).reindex()
    assert f"第{KILLS - 1}回" in open_in(tmp_path).search("全額", locale="ja").hits[0].article.source
    assert len([folder for folder in (tmp_path / "index").iterdir() if folder.is_dir()]) <= 2
