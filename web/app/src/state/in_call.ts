import type { CallView } from "@ringlog/client";

const PRESENT: ReadonlySet<string> = new Set(["calling", "connecting", "connected", "reconnecting"]);

/** Whether this tab is in the call; without an id, in any. A view also shows the call that it was in last. */
export const isInCall = ({ phase, callId }: Pick<CallView, "phase" | "callId">, id = callId): boolean =>
  id !== null && id === callId && PRESENT.has(phase.at);
