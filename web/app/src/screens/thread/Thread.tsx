import "./thread.css";
import { useApp } from "../../state/app.ts";
import { text } from "../../text/index.ts";
import { OlderOnes } from "../../ui/OlderOnes.tsx";
import { UpwardList } from "../../ui/UpwardList.tsx";
import { MessageShown } from "./MessageShown.tsx";
import { firstUnread, saysWhose } from "./messages.ts";
import { useReading } from "./use_reading.ts";
import { useThread } from "./use_thread.ts";
import { WriteMessage } from "./WriteMessage.tsx";

/** A call's chat, which goes on after the call: beside a room, or beside the call itself. */
export function Thread({ callId }: { callId: string }) {
  const { pages, gone } = useThread(callId);
  const { viewer } = useApp();
  const newestFirst = pages.items.value;
  const unread = useReading(callId, newestFirst?.[0]?.id);
  if (gone) return <p class="welcome quiet">{text.thread.gone}</p>;
  if (!newestFirst) return <p class="welcome quiet">{text.common.loading}</p>;
  const messages = [...newestFirst].reverse();
  const begins = firstUnread(newestFirst, viewer.user?.id, unread);
  return (
    <div class="thread">
      <UpwardList label={text.thread.messages} oldest={messages[0]?.id} onTop={() => void pages.more()}>
        <OlderOnes pages={pages} label={text.thread.earlier} failed={text.thread.earlierFailed} />
        {messages.length === 0 && <p class="none quiet">{text.thread.none}</p>}
        <ol>
          {messages.map((message, index) => (
            <MessageShown
              key={message.id}
              message={message}
              isOwn={message.author.id === viewer.user?.id}
              saysWhose={saysWhose(message, messages[index - 1])}
              isFirstUnread={message.id === begins}
            />
          ))}
        </ol>
      </UpwardList>
      <WriteMessage callId={callId} />
    </div>
  );
}
