import "./posted_file.css";
import type { FileShownFragment } from "@ringlog/client";
import { Download, FileVideo } from "lucide";
import { useApp } from "../../state/app.ts";
import { duration } from "../../text/format.ts";
import { text } from "../../text/index.ts";
import { Button } from "../../ui/Button.tsx";
import { Icon } from "../../ui/Icon.tsx";
import { save } from "../../ui/save.ts";

/** A file in a call's chat, such as its recording. */
export function PostedFile({ file }: { file: FileShownFragment }) {
  const app = useApp();
  const download = async () => {
    const address = await app.attemptTo(() => app.ringlog.api.downloadUrl(file.id));
    if (address) save(address);
    else if (address === null) app.say(text.thread.fileDeleted, true);
  };
  return (
    <div class="posted-file">
      <Icon of={FileVideo} />
      <p>
        {file.name}
        {file.durationMs !== null && <span class="quiet small"> {duration(file.durationMs / 1000)}</span>}
      </p>
      {file.deletedAt === null ? (
        <Button label={text.thread.download} icon={Download} onClick={() => void download()} />
      ) : (
        <p class="quiet small">{text.thread.fileDeleted}</p>
      )}
    </div>
  );
}
