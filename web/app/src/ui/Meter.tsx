import "./meter.css";
import type { Observable } from "@ringlog/client";
import { useObservable } from "../state/use_observable.ts";

/** How loud something is, from 0 to 1. */
export function Meter({ label, level }: { label: string; level: Observable<number> }) {
  return <meter class="meter" aria-label={label} max={1} value={useObservable(level)} />;
}
