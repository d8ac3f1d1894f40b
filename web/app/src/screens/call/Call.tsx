import { useEffect, useMemo } from "preact/hooks";
import { useApp } from "../../state/app.ts";
import { CallScreen, CallScreenProvider, useCallScreen } from "./call_screen.ts";
import { Stage } from "./stage/Stage.tsx";
import { Widget } from "./widget/Widget.tsx";

/** The call that one is in: small above everything else, or large in its place. */
export function Call() {
  const app = useApp();
  const screen = useMemo(() => new CallScreen(app), [app]);
  useEffect(() => () => screen.close(), [screen]);
  return (
    <CallScreenProvider value={screen}>
      <Shown />
    </CallScreenProvider>
  );
}

function Shown() {
  const screen = useCallScreen();
  if (!screen.isIn.value) return null;
  return screen.expanded.value ? <Stage /> : <Widget />;
}
