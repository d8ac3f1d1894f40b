import { FileVideo } from "lucide";
import { useApp } from "../../state/app.ts";
import { useWatched } from "../../state/use_observable.ts";
import { text } from "../../text/index.ts";
import { Button } from "../../ui/Button.tsx";
import type { Message } from "./use_timeline.ts";

/** Leads to a call's recordings, which are in its thread, once there are any. */
export function RecordingButton({ message }: { message: Message }) {
  const { id: callId, recording } = message.call;
  if (!recording || recording.state === "FAILED") return null;
  if (recording.file) return <Leading callId={callId} />;
  return message.state === "ENDED" ? <Awaited callId={callId} /> : null;
}

/** A recording is posted after its call's end, of which no timeline tells. */
function Awaited({ callId }: { callId: string }) {
  const { api } = useApp().ringlog;
  const { data } = useWatched(() => api.conferenceLog(callId), [api, callId]);
  const shown = data?.conferenceLog;
  const recordings = shown && "conferenceLog" in shown ? (shown.conferenceLog?.recordings ?? []) : [];
  return recordings.some(({ file }) => file) ? <Leading callId={callId} /> : null;
}

function Leading({ callId }: { callId: string }) {
  const app = useApp();
  return <Button label={text.room.recorded} icon={FileVideo} look="quiet" onClick={() => app.openThread(callId)} />;
}
