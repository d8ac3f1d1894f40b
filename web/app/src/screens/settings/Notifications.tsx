import { useApp } from "../../state/app.ts";
import { useObservable } from "../../state/use_observable.ts";
import { text } from "../../text/index.ts";
import { Switch } from "../../ui/Switch.tsx";

/** Whether the desktop shows calls, in this browser. */
export function Notifications() {
  const { notifications } = useApp().ringlog;
  const state = useObservable(notifications);
  const turn = async (on: boolean) => {
    if (on) await notifications.turnOn();
    else notifications.turnOff();
    return (notifications.getSnapshot() === "on") === on || undefined;
  };
  const isMissing = state === "denied" || state === "unsupported";
  return (
    <>
      <Switch
        label={text.settings.notify}
        hint={state === "unasked" ? text.settings.notifyState.unasked : text.settings.notifyHint}
        on={state === "on"}
        disabled={isMissing}
        onTurn={turn}
      />
      {isMissing && <p class="locked">{text.settings.notifyState[state]}</p>}
    </>
  );
}
