import { useEffect, useMemo } from "preact/hooks";
import { useApp } from "../../state/app.ts";
import { CallScreen, CallScreenProvider, useCallScreen } from "./call_screen.ts";
import { canFloat } from "./controls/features.ts";
import { announce } from "./notices/announce.ts";
import { Summary } from "./Summary.tsx";
import { Floating } from "./stage/Floating.tsx";
import { Stage } from "./stage/Stage.tsx";
import { Widget } from "./widget/Widget.tsx";

/** The call that one is in: small above everything else, or large in its place; and then how it went. */
export function Call() {
  const app = useApp();
  const screen = useMemo(() => new CallScreen(app), [app]);
  useEffect(() => {
    const stop = announce(screen);
    return () => {
      stop();
      screen.close();
    };
  }, [screen]);
  return (
    <CallScreenProvider value={screen}>
      <Shown />
    </CallScreenProvider>
  );
}

function Shown() {
  const screen = useCallScreen();
  if (screen.isOver.value) return <Summary key={screen.sessionId.value} />;
  if (!screen.isIn.value) return null;
  return (
    <>
      {screen.expanded.value ? <Stage /> : <Widget />}
      {canFloat() && <Floating />}
    </>
  );
}
