import { useEffect } from "preact/hooks";
import { Thread } from "../screens/thread/Thread.tsx";
import { useApp } from "../state/app.ts";
import { text } from "../text/index.ts";
import { Panel } from "../ui/Panel.tsx";

/** What is open beside a room and its calls, until one goes to another room. */
export function Beside() {
  const { place, panel, threadOf } = useApp();
  const roomId = "roomId" in place.value ? place.value.roomId : null;
  const close = () => {
    panel.value = null;
  };
  useEffect(() => close, [panel, roomId]);
  const callId = threadOf.value;
  if (panel.value !== "thread" || callId === null) return null;
  return (
    <Panel key={callId} title={text.thread.title} onClose={close}>
      <Thread callId={callId} />
    </Panel>
  );
}
