import { randomId } from "../api/requests.ts";

const KEY = "ringlog.deviceId";
const LOCK = "ringlog.device.";
const A_RELOAD_LETS_GO_WITHIN = 1_000; // ms

/**
 * What this tab calls itself: the same after a reload, and no other tab's. A tab that was duplicated finds the first one's id in
 * its storage, but not its lock free.
 */
export async function tabDeviceId(): Promise<string> {
  const kept = read();
  const id = kept !== null && (await held(LOCK + kept)) ? kept : randomId();
  if (id !== kept) await held(LOCK + id);
  write(id);
  return id;
}

/** Whether this tab has the lock now, and until it is closed. Where browsers have no locks, as if it had. */
function held(name: string): Promise<boolean> {
  const { locks } = navigator;
  if (!locks) return Promise.resolve(true);
  return new Promise((resolve) => {
    const forEver = () => {
      resolve(true);
      return new Promise<void>(() => undefined);
    };
    locks.request(name, { signal: AbortSignal.timeout(A_RELOAD_LETS_GO_WITHIN) }, forEver).catch(() => resolve(false));
  });
}

/** Null where nothing is kept, or a browser's settings forbid it. */
function read(): string | null {
  try {
    return sessionStorage.getItem(KEY);
  } catch {
    return null;
  }
}

function write(id: string): void {
  try {
    sessionStorage.setItem(KEY, id);
  } catch {
    // then a reload has another id
  }
}
