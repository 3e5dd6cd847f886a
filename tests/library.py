"""A small help centre in a folder, for tests that need real files."""

from pathlib import Path

from kbsearch import KnowledgeBase, open_kb

REFUND_JA = """---
id: refund
title: 返金の条件
questions:
  - (返金|払い戻し)してほしい
tags: [請求]
---

年払いを始めて十四日以内なら、全額を返金します。

## 申請のしかた

請求の画面で「返金を申請する」を押します。詳しくは[解約](cancel.md)をご覧ください。
"""

REFUND_EN = """---
id: refund
title: Refunds
questions: [Can I get my money back?]
tags: [invoices]
---

You get a full refund within 14 days of the first yearly payment.

## How to ask for it

Choose "Request a refund" on the billing page.
"""

CANCEL_JA = """---
title: 解約する
---

# 解約する

設定の画面から解約できます。
"""


def write_articles(folder: Path, files: dict[str, str | bytes] | None = None) -> Path:
    """Write the given files, or three sample articles, below ``folder/articles``."""
    sample: dict[str, str | bytes] = {
        "ja/billing/refund.md": REFUND_JA,
        "en/billing/refund.md": REFUND_EN,
        "ja/billing/cancel.md": CANCEL_JA,
    }
    articles = folder / "articles"
    for name, content in (sample if files is None else files).items():
        write(articles / name, content)
    for locale in ("ja", "en"):
        (articles / locale).mkdir(parents=True, exist_ok=True)
    return articles


def write(file: Path, content: str | bytes) -> None:
    """Write a file, making its folders."""
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(content.encode() if isinstance(content, str) else content)


def open_in(folder: Path) -> KnowledgeBase:
    """Open the knowledge base of a folder."""
    return open_kb(articles_dir=folder / "articles", index_dir=folder / "index")
