import "./notification_hint.css";
import { keep, kept } from "@ringlog/client";
import { useState } from "preact/hooks";
import { useApp } from "../../state/app.ts";
import { useObservable } from "../../state/use_observable.ts";
import { text } from "../../text/index.ts";
import { Button } from "../../ui/Button.tsx";

const KEY = "ringlog.noticeHint"; // in localStorage: whether it was put away

/** Asks quietly, and until it was answered once, whether the desktop shall show calls. */
export function NotificationHint() {
  const { notifications } = useApp().ringlog;
  const state = useObservable(notifications);
  const [putAway, setPutAway] = useState(() => kept(KEY) !== null);
  if (state !== "unasked" || putAway) return null;
  const away = () => {
    keep(KEY, "put away");
    setPutAway(true);
  };
  return (
    <aside class="notification-hint small">
      <p>{text.settings.hint}</p>
      <div>
        <Button label={text.settings.hintYes} onClick={() => void notifications.turnOn()} />
        <Button label={text.settings.hintNo} look="quiet" onClick={away} />
      </div>
    </aside>
  );
}
