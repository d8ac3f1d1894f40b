import type { Observable } from "../observable.ts";

const MAY_BE_USE = ["pointerdown", "pointerup", "keydown"];

function listening(target: EventTarget, names: readonly string[]): Observable<boolean>["subscribe"] {
  return (listener) => {
    const until = new AbortController();
    const heard = () => listener();
    for (const name of names) target.addEventListener(name, heard, { capture: true, signal: until.signal });
    return () => until.abort();
  };
}

/** Whether nobody sees this tab: it is behind another, or its window is minimised. */
export const pageIsHidden = (): Observable<boolean> => ({
  getSnapshot: () => document.hidden,
  subscribe: listening(document, ["visibilitychange"]),
});

/** Whether somebody has clicked or typed in this tab: browsers keep the others silent. */
export const pageIsUsed = (): Observable<boolean> => ({
  getSnapshot: () => navigator.userActivation?.hasBeenActive ?? true,
  subscribe: listening(window, MAY_BE_USE),
});
