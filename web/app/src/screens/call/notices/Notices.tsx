import "./notices.css";
import { useComputed } from "@preact/signals";
import { text } from "../../../text/index.ts";
import { Button } from "../../../ui/Button.tsx";
import { type CallScreen, useCallScreen } from "../call_screen.ts";
import { type Notice, noticesOf } from "./notices.ts";

/** How the call stands, as far as that has to be said. */
export function Notices() {
  const screen = useCallScreen();
  const notices = useComputed(() => noticesOf(screen.situation())).value;
  return (
    <ul class="notices" aria-live="polite">
      {notices.map(({ key, sentence, left, action }) => (
        <li key={key}>
          <span>{sentence}</span>
          {left !== undefined && (
            <span class="left" aria-live="off">
              {left}
            </span>
          )}
          {action && <Button label={text.call[action]} onClick={() => act(action, screen)} />}
        </li>
      ))}
    </ul>
  );
}

function act(action: NonNullable<Notice["action"]>, { app }: CallScreen): void {
  const { call } = app.ringlog;
  void app.attemptTo(async () => {
    await (action === "turnSoundOn" ? call.playback?.resume() : call.useMicrophone());
  });
}
