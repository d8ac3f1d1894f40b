import type { MessageShownFragment } from "@ringlog/client";
import { text } from "../../text/index.ts";

type Message = Pick<MessageShownFragment, "kind" | "state" | "endReason" | "initiator" | "title">;

/** Whether it ended before anybody else was in it. */
export const wasUnanswered = ({ endReason }: Message): boolean =>
  endReason === "NOT_ANSWERED" || endReason === "DECLINED" || endReason === "CANCELLED";

/** Who called, in words. viewerId: the user who reads it. */
export function headline({ kind, state, initiator }: Message, viewerId: string | undefined): string {
  const { direct, conference } = text.room;
  const words = kind === "DIRECT" ? direct : conference;
  const tense = state === "ENDED" ? "past" : "present";
  return initiator.id === viewerId ? words[tense].you : words[tense].other(initiator.name);
}

/** How a call that has ended came to its end, in words; null for one that hasn't, and for one that simply ended. */
export function ending({ endReason, initiator }: Message, viewerId: string | undefined): string | null {
  if (endReason === null) return null;
  const { ended } = text.room;
  if (endReason === "NOT_ANSWERED") return initiator.id === viewerId ? ended.NOT_ANSWERED : ended.missed;
  return ended[endReason];
}
