import { type Observable, Store } from "../observable.ts";

/** What only one of a browser's tabs is to do, by a name. */
export interface Wish {
  readonly name: string;
  /** Takes it from the tab that does it; is in line with others; or lets others come first, for a moment. */
  readonly turn: "first" | "inLine" | "last";
}

const A_MOMENT = 300; // ms

/**
 * Whether this is the tab that does what it wishes: of those that wish the same, one does, and another as soon as that one doesn't
 * wish it any more, or is closed. Where browsers have no locks, each does.
 */
export class OneTab implements Observable<boolean> {
  readonly #has = new Store(false);
  #wished: Wish | null = null;
  #release = () => {};

  getSnapshot = this.#has.getSnapshot;
  subscribe = this.#has.subscribe;

  wish(wish: Wish | null): void {
    const before = this.#wished;
    this.#wished = wish;
    if (wish?.name === before?.name && (wish?.turn === before?.turn || wish?.turn !== "first")) return;
    this.#release();
    this.#release = wish ? held(wish, (has) => this.#has.set(has)) : () => {};
  }
}

/** Asks for a lock, again after it was taken away, and tells whether it has it; until the returned function is called. */
function held({ name, turn }: Wish, tell: (has: boolean) => void): () => void {
  const { locks } = navigator;
  const asking = new AbortController();
  const { signal } = asking;
  signal.addEventListener("abort", () => tell(false));
  const hold = () => {
    if (signal.aborted) return;
    tell(true);
    return new Promise<void>((resolve) => signal.addEventListener("abort", () => resolve()));
  };
  const ask = (options: LockOptions) =>
    void locks.request(name, options, hold).catch(() => {
      if (signal.aborted) return;
      tell(false);
      ask({ signal });
    });
  if (!locks) tell(true);
  else if (turn === "last") setTimeout(() => ask({ signal }), A_MOMENT);
  else ask(turn === "first" ? { steal: true } : { signal });
  return () => asking.abort();
}
