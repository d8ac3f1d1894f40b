import { type ReadonlySignal, signal } from "@preact/signals";
import { type Observable, observe } from "@ringlog/client";

/** An observable as a signal, until the returned function is called. */
export function signalOf<T>(observable: Observable<T>): [ReadonlySignal<T>, () => void] {
  const shown = signal(observable.getSnapshot());
  const stop = observe(observable, (value) => {
    shown.value = value;
  });
  return [shown, stop];
}
