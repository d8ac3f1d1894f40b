import { useEffect, useState } from "preact/hooks";
import { useApp } from "../../state/app.ts";

/**
 * Marks a call's messages as read while they are shown on a page that can be seen. Answers how many weren't when the thread was
 * opened. newest: the id of the newest message.
 */
export function useReading(callId: string, newest: string | undefined): number {
  const { ringlog, rooms, viewer } = useApp();
  const [unread] = useState(() => rooms.unreadIn(callId));
  const isPerson = viewer.user !== null;
  useEffect(() => {
    if (newest === undefined || !isPerson) return;
    const mark = () => {
      if (document.visibilityState !== "visible") return;
      ringlog.api.markThreadRead({ callId, messageId: newest }).catch(() => {}); // the next message marks this one, too
    };
    mark();
    document.addEventListener("visibilitychange", mark);
    return () => document.removeEventListener("visibilitychange", mark);
  }, [ringlog, callId, newest, isPerson]);
  return unread;
}
