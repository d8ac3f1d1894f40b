/** How long to wait before connecting again, in ms. */
const FIRST_WAIT = 500;
const LONGEST_WAIT = 4_000;
const WAIT_AFTER_MISUSE = 30_000;

/** Too many messages or connections: the server asks for other behaviour, not for another attempt. */
const MISUSE = 1008;
/** What the server closes with when the token can't be used; once is no wonder, since tokens run out. */
export const TOKEN_REFUSED = 4403;
const TOKENS_TRIED_AT_ONCE = 3;

/**
 * The wait before the attempt after `failures` failed ones, in ms. It doubles up to four seconds, of which a random part is
 * left out: a server that comes back has everyone again within those, and they don't come all at once.
 */
export function waitBefore(
  failures: number,
  closeCode: number | undefined,
  random: () => number = Math.random,
): number {
  const misused = closeCode === MISUSE || (closeCode === TOKEN_REFUSED && failures >= TOKENS_TRIED_AT_ONCE);
  const longest = misused ? WAIT_AFTER_MISUSE : Math.min(LONGEST_WAIT, FIRST_WAIT * 2 ** failures);
  return Math.round(longest * random());
}

/** Waits, but no longer than until the browser says that it is online again. */
export function pause(ms: number): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      clearTimeout(timer);
      globalThis.removeEventListener?.("online", done);
      resolve();
    };
    const timer = setTimeout(done, ms);
    globalThis.addEventListener?.("online", done);
  });
}
