import { useComputed } from "@preact/signals";
import { MessageSquareText, Users } from "lucide";
import type { ComponentChildren } from "preact";
import { text } from "../../../text/index.ts";
import { useCallScreen } from "../call_screen.ts";
import { Control } from "./Control.tsx";
import { KEYS } from "./keys.ts";

export function PeopleButton() {
  const screen = useCallScreen();
  const count = useComputed(() => screen.call.value?.participants.length ?? 0).value;
  return (
    <Counted count={count}>
      <Control
        shortcut={KEYS.people}
        label={text.call.people}
        icon={Users}
        pressed={screen.panel.value === "people"}
        onClick={() => screen.toggle("people")}
      />
    </Counted>
  );
}

export function ThreadButton() {
  const screen = useCallScreen();
  const unread = useComputed(() => screen.app.rooms.unreadIn(screen.callId.value ?? "")).value;
  return (
    <Counted count={unread}>
      <Control
        shortcut={KEYS.thread}
        label={text.call.thread}
        icon={MessageSquareText}
        pressed={screen.panel.value === "thread"}
        onClick={() => screen.toggle("thread")}
        {...(unread > 0 ? { "aria-description": text.call.unread(unread) } : {})}
      />
    </Counted>
  );
}

/** A number on a button. */
function Counted({ count, children }: { count: number; children: ComponentChildren }) {
  return (
    <span class="counted">
      {children}
      {count > 0 && (
        <span class="count" aria-hidden="true">
          {count}
        </span>
      )}
    </span>
  );
}
