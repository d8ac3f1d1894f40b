import type { Api } from "../api/api.ts";
import { pause } from "../api/retry.ts";

type Exits = Awaited<ReturnType<Api["exits"]>>;

const AT_MOST = 5; // times
const AGAIN_AFTER = 1_000; // ms

/**
 * How a session left its call before the end, asked for while that is `missed`. A session that the end took out has no exit:
 * that is shown a moment later, and nothing is missed any more. Undefined then, and if there is none after a few seconds.
 */
export async function exitOf(
  sessionId: string | null,
  exits: () => Promise<Exits>,
  missed: () => boolean,
  wait: (ms: number) => Promise<void> = pause,
): Promise<Exits[number] | undefined> {
  for (let times = 0; times < AT_MOST && missed(); times++) {
    const exit = (await exits().catch(() => [])).find((each) => each.sessionId === sessionId);
    if (exit) return exit;
    await wait(AGAIN_AFTER);
  }
  return undefined;
}
