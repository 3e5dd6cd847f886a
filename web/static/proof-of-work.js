// The sum that a form is asked for when many came from the same connection: computed here, and sent nowhere but with the form.

const BITS = 16; // leading zero bits, as in web/proof_of_work.py
const AT_ONCE = 512;

/** The first number whose digest with the challenge begins with enough zeros; undefined where this page may not compute digests. */
export async function solve(challenge) {
  if (!globalThis.crypto?.subtle) {
    return undefined; // not a secure page: the form is taken after a minute without it
  }
  const letters = new TextEncoder();
  for (let first = 0; ; first += AT_ONCE) {
    const tries = Array.from({ length: AT_ONCE }, (_, step) => letters.encode(`${challenge}:${first + step}`));
    const digests = await Promise.all(tries.map((each) => crypto.subtle.digest("SHA-256", each)));
    const found = digests.findIndex((digest) => new DataView(digest).getUint32(0) >>> (32 - BITS) === 0);
    if (found >= 0) {
      return first + found;
    }
  }
}
