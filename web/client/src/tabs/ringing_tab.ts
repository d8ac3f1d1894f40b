import { type Observable, Store } from "../observable.ts";

const LOCK = "ringlog.rings";

/**
 * Whether this is the tab that plays the ring tone: one of those in which a person has clicked or typed, since browsers keep the
 * others silent; another when it is closed. Where browsers have no locks, every tab is.
 */
export function ringingTab(): Observable<boolean> {
  const rings = new Store(!navigator.locks);
  if (navigator.locks) void whenUsed().then(() => navigator.locks.request(LOCK, () => forEver(rings)));
  return rings;
}

function forEver(rings: Store<boolean>): Promise<void> {
  rings.set(true);
  return new Promise(() => undefined);
}

function whenUsed(): Promise<void> {
  return new Promise((resolve) => {
    if (navigator.userActivation?.hasBeenActive ?? true) return resolve();
    const used = () => {
      for (const name of ["pointerdown", "keydown"]) removeEventListener(name, used, true);
      resolve();
    };
    for (const name of ["pointerdown", "keydown"]) addEventListener(name, used, true);
  });
}
