import { text } from "../../../text/index.ts";
import { Panel } from "../../../ui/Panel.tsx";
import { Thread } from "../../thread/Thread.tsx";
import { useCallScreen } from "../call_screen.ts";

/** The call's chat beside it. */
export function ThreadPanel() {
  const screen = useCallScreen();
  const { value: callId } = screen.callId;
  if (callId === null) return null;
  return (
    <Panel title={text.thread.title} onClose={() => screen.toggle("thread")}>
      <Thread callId={callId} />
    </Panel>
  );
}
