import type { CallKind, EndReason } from "@ringlog/client";
import type { Stretch } from "../../ui/rings.ts";

interface Timed {
  readonly startedAt: string;
  readonly endedAt?: string | null;
}

interface Attendance {
  readonly joinedAt: string;
  readonly leftAt: string;
}

interface Rang extends Timed {
  readonly kind: CallKind;
  readonly answeredAt: string | null;
  readonly endReason?: EndReason | null;
}

const UNANSWERED: ReadonlySet<unknown> = new Set<EndReason>(["CANCELLED", "DECLINED", "NOT_ANSWERED"]);

/** The time of a call; until now, in ms since 1970, if it has not ended. */
export function timeOf({ startedAt, endedAt }: Timed, now = Date.now()): Stretch {
  return { from: Date.parse(startedAt), until: endedAt ? Date.parse(endedAt) : now };
}

export const stretchesOf = (attendances: readonly Attendance[]): readonly Stretch[] =>
  attendances.map(({ joinedAt, leftAt }) => ({ from: Date.parse(joinedAt), until: Date.parse(leftAt) }));

/** When a direct call rang: until it was answered, or to the end; undefined if it didn't. */
export function ringingOf(call: Rang): Stretch | undefined {
  if (call.kind !== "DIRECT") return undefined;
  if (call.answeredAt) return { from: Date.parse(call.startedAt), until: Date.parse(call.answeredAt) };
  return UNANSWERED.has(call.endReason) ? timeOf(call) : undefined;
}
