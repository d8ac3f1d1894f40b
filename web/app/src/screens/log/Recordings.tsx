import { duration, fullDate, size, timeOfDay } from "../../text/format.ts";
import { text } from "../../text/index.ts";
import type { LoggedRecording } from "./log.ts";
import { RecordingPlayer } from "./RecordingPlayer.tsx";

/** A call's recordings, each to be played where it is listed. */
export function Recordings({ recordings }: { recordings: readonly LoggedRecording[] }) {
  if (recordings.length === 0) return null;
  return (
    <section class="recordings">
      <h2>{text.log.recordings}</h2>
      <ol>
        {recordings.map((recording, index) => (
          <li key={recording.id}>
            <h3>{text.log.recording(index + 1)}</h3>
            <Recording recording={recording} />
          </li>
        ))}
      </ol>
    </section>
  );
}

function Recording({ recording }: { recording: LoggedRecording }) {
  const { file, startedAt, expiresAt, interruptionReason } = recording;
  if (!file) return <p class="small">{standing(recording)}</p>;
  const about = [
    startedAt && text.log.startedAt(timeOfDay(startedAt)),
    file.durationMs !== null && duration(file.durationMs / 1000),
    size(file.sizeBytes),
    expiresAt && !file.deletedAt && text.log.keptUntil(fullDate(expiresAt)),
  ];
  return (
    <>
      <p class="small quiet">{about.filter(Boolean).join(" · ")}</p>
      {interruptionReason && <p class="small">{text.log.interrupted(interruptionReason)}</p>}
      {file.deletedAt ? (
        <p class="small">{text.log.deleted(fullDate(file.deletedAt))}</p>
      ) : (
        <RecordingPlayer file={file} />
      )}
    </>
  );
}

/** Where a recording stands that has no file. */
function standing({ state, failureReason, delayReason }: LoggedRecording): string {
  if (failureReason) return text.log.recordingFailed(failureReason);
  if (delayReason) return text.log.delayed(delayReason);
  return state === "STOPPING" ? text.log.beingFinished : text.log.beingRecorded;
}
