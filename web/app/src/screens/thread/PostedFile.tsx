import "./posted_file.css";
import type { FileShownFragment } from "@ringlog/client";
import { FileVideo } from "lucide";
import { duration, size } from "../../text/format.ts";
import { text } from "../../text/index.ts";
import { Icon } from "../../ui/Icon.tsx";
import { RecordingPlayer } from "../log/RecordingPlayer.tsx";

/** A file in a call's chat, such as its recording, which is played where it stands. */
export function PostedFile({ file }: { file: FileShownFragment }) {
  const about = [file.durationMs !== null && duration(file.durationMs / 1000), size(file.sizeBytes)];
  return (
    <div class="posted-file">
      <p>
        <Icon of={FileVideo} />
        <span>{file.name}</span>
      </p>
      <p class="quiet small">{about.filter(Boolean).join(" · ")}</p>
      {file.deletedAt === null ? <RecordingPlayer file={file} /> : <p class="quiet small">{text.thread.fileDeleted}</p>}
    </div>
  );
}
