import type { EndReason, Phase } from "@ringlog/client";
import { text } from "../../text/index.ts";

/** How a call went out for this device. */
export interface Outcome {
  readonly sentence: string;
  /** What to look at, where something is wrong. */
  readonly checks: readonly string[];
  /** Whether one may come back, or come back from where the call goes on. */
  readonly next: "again" | "here" | null;
}

/** Those that the caller's pop-up tells. */
const TOLD: ReadonlySet<EndReason> = new Set<EndReason>(["CANCELLED", "DECLINED", "NOT_ANSWERED"]);

/** viewer: the id of whoever looks. Null while it isn't out, and where others tell it. */
export function outcomeOf(phase: Phase, viewer: string | null): Outcome | null {
  const again = (sentence: string) => ({ sentence, checks: [], next: "again" as const });
  switch (phase.at) {
    case "left":
      return again(text.call.youLeft);
    case "ended":
      return TOLD.has(phase.reason) ? null : again(endSentence(phase, viewer));
    case "removed":
      if (phase.reason === "REMOVED") return again(text.call.removedBy(phase.by?.name ?? text.call.host));
      return { sentence: text.call.leaveReason[phase.reason], checks: [], next: null };
    case "takenOver":
      return { sentence: text.call.takenOver, checks: [], next: "here" };
    case "failed":
      return { ...again(phase.why.message), checks: phase.why.code === "NO_MEDIA_CONNECTION" ? text.call.checks : [] };
    default:
      return null;
  }
}

function endSentence({ reason, by }: Extract<Phase, { at: "ended" }>, viewer: string | null): string {
  if (!by) return text.call.endReason[reason];
  if (by.id === viewer) return text.call.endedByYou;
  return text.call.endedBy(by.name);
}
