"""A sum that a browser does before a form is taken: nothing for one customer, much for a program that sends thousands."""

from hashlib import sha256

BITS = 16
"""Leading zero bits of the digest: some 65,000 tries, about a second."""
LONGEST = 20


def is_solved(challenge: str, answer: str) -> bool:
    """Whether the SHA-256 of ``challenge:answer`` begins with ``BITS`` zero bits; ``static/proof-of-work.js`` finds such an answer."""
    if not answer.isascii() or not answer.isdigit() or len(answer) > LONGEST:
        return False
    digest = sha256(f"{challenge}:{answer}".encode()).digest()
    return int.from_bytes(digest) >> (8 * len(digest) - BITS) == 0
