import { SendHorizontal } from "lucide";
import { useId, useState } from "preact/hooks";
import { useApp } from "../../state/app.ts";
import { useWatched } from "../../state/use_observable.ts";
import { text } from "../../text/index.ts";
import { Button } from "../../ui/Button.tsx";

const LONGEST = 16_383; // characters

/** Where one writes in a call's chat, if one may. Enter sends; Shift and Enter make a line. */
export function WriteMessage({ callId }: { callId: string }) {
  const app = useApp();
  const { api } = app.ringlog;
  const { data } = useWatched(() => api.permissions(callId), [api, callId]);
  const [written, setWritten] = useState("");
  const [sending, setSending] = useState(false);
  const field = useId();
  const shown = data?.call;
  if (!shown) return null;
  if (!("call" in shown) || !shown.call.thread.viewerCanPost)
    return <p class="cannot-post">{text.thread.cannotPost}</p>;
  const send = async () => {
    if (written.trim() === "" || sending) return;
    setSending(true);
    const sent = await app.attempt(() => api.postMessage({ callId, text: written }));
    setSending(false);
    if (sent) setWritten("");
  };
  const key = (event: KeyboardEvent) => {
    if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    void send();
  };
  return (
    <form
      class="write-message"
      onSubmit={(event) => {
        event.preventDefault();
        void send();
      }}
    >
      <label for={field} class="unseen">
        {text.thread.write}
      </label>
      <textarea
        id={field}
        rows={1}
        maxLength={LONGEST}
        placeholder={text.thread.write}
        value={written}
        readOnly={sending}
        onInput={({ currentTarget }) => setWritten(currentTarget.value)}
        onKeyDown={key}
      />
      <Button label={text.thread.send} icon={SendHorizontal} iconOnly look="quiet" type="submit" disabled={sending} />
    </form>
  );
}
