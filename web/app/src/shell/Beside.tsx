import { useEffect } from "preact/hooks";
import { Bar } from "../screens/bar/Bar.tsx";
import { Thread } from "../screens/thread/Thread.tsx";
import { useApp } from "../state/app.ts";
import { text } from "../text/index.ts";
import { Panel } from "../ui/Panel.tsx";

/** What is open beside a room and its calls, until one goes to another room. room: the one that home shows, where it shows one. */
export function Beside({ room = null }: { room?: string | null }) {
  const { place, panel, threadOf } = useApp();
  const roomId = "roomId" in place.value ? place.value.roomId : room;
  const close = () => {
    panel.value = null;
  };
  useEffect(() => close, [panel, roomId]);
  const callId = threadOf.value;
  if (panel.value === "thread" && callId !== null)
    return (
      <Panel key={callId} title={text.thread.title} onClose={close}>
        <Thread callId={callId} />
      </Panel>
    );
  if (panel.value === "bar" && roomId !== null)
    return (
      <Panel key={roomId} title={text.bar.title} onClose={close}>
        <Bar roomId={roomId} />
      </Panel>
    );
  return null;
}
