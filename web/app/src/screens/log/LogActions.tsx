import type { CallRecordFormat } from "@ringlog/client";
import { Download, Link, MessageSquareText } from "lucide";
import { useApp } from "../../state/app.ts";
import { pathOf } from "../../state/place.ts";
import { text } from "../../text/index.ts";
import { Button } from "../../ui/Button.tsx";
import { Menu } from "../../ui/Menu.tsx";
import { save } from "../../ui/save.ts";

const FORMATS = Object.entries(text.log.formats) as [CallRecordFormat, string][];

/** The call's chat, and what can be taken away of its record. */
export function LogActions({ roomId, callId }: { roomId: string; callId: string }) {
  const app = useApp();
  const copy = async () => {
    const link = new URL(`${app.site}${pathOf({ at: "conference", roomId, callId })}`, location.href).href;
    try {
      await navigator.clipboard.writeText(link);
      app.say(text.log.linkCopied);
    } catch {
      app.say(text.log.linkNotCopied(link), true); // browsers may forbid it, and do outside of secure contexts
    }
  };
  const download = async (format: CallRecordFormat) => {
    const address = await app.attemptTo(() => app.ringlog.api.recordUrl(callId, format));
    if (address) save(address);
    else if (address === null) app.say(text.log.noRecord, true);
  };
  return (
    <div class="log-actions">
      <Button
        label={text.room.threadWith(app.rooms.unreadIn(callId))}
        icon={MessageSquareText}
        onClick={() => app.openThread(callId)}
      />
      <Button label={text.log.copyLink} icon={Link} onClick={() => void copy()} />
      <Menu label={text.log.downloadRecord} icon={Download}>
        {FORMATS.map(([format, label]) => (
          <Button key={format} label={label} look="quiet" data-chooses onClick={() => void download(format)} />
        ))}
      </Menu>
    </div>
  );
}
