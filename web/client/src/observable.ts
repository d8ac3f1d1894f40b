/** A value that changes. Fits React's `useSyncExternalStore`, and takes three lines to become a signal. */
export interface Observable<T> {
  /** The value now: the same object until it changes. */
  getSnapshot(): T;
  /** Calls the listener after each change, until the returned function is called. */
  subscribe(listener: () => void): () => void;
}

/** An observable that its owner sets. */
export class Store<T> implements Observable<T> {
  readonly #listeners = new Set<() => void>();
  #value: T;

  constructor(value: T) {
    this.#value = value;
  }

  getSnapshot = (): T => this.#value;

  subscribe = (listener: () => void): (() => void) => {
    const own = () => listener(); // the same listener may subscribe twice
    this.#listeners.add(own);
    return () => this.#listeners.delete(own);
  };

  set(value: T): void {
    if (Object.is(value, this.#value)) return;
    this.#value = value;
    for (const listener of [...this.#listeners]) listener();
  }
}

/** Calls the listener with the value, now and after each change, until the returned function is called. */
export function observe<T>(observable: Observable<T>, listener: (value: T) => void): () => void {
  const unsubscribe = observable.subscribe(() => listener(observable.getSnapshot()));
  listener(observable.getSnapshot());
  return unsubscribe;
}
