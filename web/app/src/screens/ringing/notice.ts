import type { IncomingCall, Notice } from "@ringlog/client";
import { text } from "../../text/index.ts";

/** What a desktop notification of an incoming call says. */
export function noticeOf({ caller, room }: IncomingCall["ring"]): Notice {
  return text.ringing.notice(caller.name, room.kind === "DIRECT" ? null : room.name);
}
