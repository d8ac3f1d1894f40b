import { effect } from "@preact/signals";
import { render } from "preact";
import { useEffect, useMemo, useRef } from "preact/hooks";
import { AppProvider, useApp } from "../../state/app.ts";
import { useObservable } from "../../state/use_observable.ts";
import { text } from "../../text/index.ts";
import { openDialogs } from "../../ui/Dialog.tsx";
import { IncomingPopup } from "./IncomingPopup.tsx";

/**
 * The pop-ups of incoming calls, wherever one is in the app: also inside of an open dialog, since what is beside one can't be
 * pressed.
 */
export function Incoming() {
  const app = useApp();
  const home = useRef<HTMLDivElement>(null);
  const stack = useMemo(() => document.createElement("div"), []);
  useEffect(() => {
    const stop = effect(() => {
      const root = home.current?.getRootNode();
      const dialog = openDialogs.value.filter((each) => each.getRootNode() === root).at(-1);
      (dialog ?? home.current)?.append(stack);
    });
    return () => {
      stop();
      stack.remove();
    };
  }, [stack]);
  useEffect(() => {
    const shown = (
      <AppProvider value={app}>
        <Stack />
      </AppProvider>
    );
    render(shown, stack);
    return () => render(null, stack);
  }, [app, stack]);
  return <div ref={home} />;
}

function Stack() {
  const calls = useObservable(useApp().ringlog.incoming);
  return (
    <section class="incoming-calls" aria-label={text.ringing.incomingCalls}>
      <div class="unseen" role="alert">
        {calls.map(({ ring, quiet }) => (
          <p key={ring.id}>
            {quiet === null ? text.ringing.announced(ring.caller.name, ring.room.name) : text.ringing.why[quiet]}
          </p>
        ))}
      </div>
      {calls.map((call) => (
        <IncomingPopup key={call.ring.id} call={call} />
      ))}
    </section>
  );
}
