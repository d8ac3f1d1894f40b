import { useEffect, useRef } from "preact/hooks";
import { useApp } from "../../state/app.ts";
import type { Call } from "./use_history.ts";

/** The ids of missed calls that were new when they came into view; tells the server that they have been seen now. */
export function useUnseen(calls: readonly Call[] | undefined): ReadonlySet<string> {
  const app = useApp();
  const unseen = useRef(new Set<string>());
  const fresh = calls?.filter(({ missed, seen }) => missed && !seen) ?? [];
  for (const { id } of fresh) unseen.current.add(id);
  const newest = fresh[0]?.id;
  useEffect(() => {
    if (newest === undefined) return;
    const see = () => {
      if (document.hidden) return;
      document.removeEventListener("visibilitychange", see);
      void app.attempt(() => app.ringlog.api.markMissedCallsSeen());
    };
    document.addEventListener("visibilitychange", see);
    see();
    return () => document.removeEventListener("visibilitychange", see);
  }, [app, newest]);
  return unseen.current;
}
