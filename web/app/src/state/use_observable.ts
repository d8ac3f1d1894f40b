import type { Observable } from "@ringlog/client";
import { useEffect, useMemo, useState } from "preact/hooks";

/** The value of an observable, now and after each change. */
export function useObservable<T>(observable: Observable<T>): T {
  const [, show] = useState({});
  useEffect(() => {
    const seen = observable.getSnapshot();
    const stop = observable.subscribe(() => show({}));
    if (observable.getSnapshot() !== seen) show({});
    return stop;
  }, [observable]);
  return observable.getSnapshot();
}

/** The value of an observable that is made for these inputs, and made again when one of them is another. */
export function useWatched<T>(make: () => Observable<T>, inputs: readonly unknown[]): T {
  return useObservable(useMemo(make, inputs));
}
