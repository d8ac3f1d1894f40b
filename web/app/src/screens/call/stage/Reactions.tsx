import type { CallShownFragment } from "@ringlog/client";
import { useEffect, useState } from "preact/hooks";
import { text } from "../../../text/index.ts";
import { memo } from "../../../ui/memo.ts";
import { useCallScreen } from "../call_screen.ts";

type Reaction = CallShownFragment["reactions"][number];

const MOST = 6; // of the newest, at a time

/** What people react with, each for as long as the server says. */
export function Reactions() {
  const reactions = useCallScreen().reactions.value;
  return (
    <ul class="reactions" role="log" aria-label={text.call.reactions}>
      {reactions.slice(-MOST).map((reaction) => (
        <Shown key={reaction.number} reaction={reaction} />
      ))}
    </ul>
  );
}

const Shown = memo(function Shown({ reaction }: { reaction: Reaction }) {
  const { clock } = useCallScreen().app.ringlog;
  const [over, setOver] = useState(() => clock.until(reaction.shownUntil) <= 0);
  useEffect(() => {
    const timer = setTimeout(() => setOver(true), clock.until(reaction.shownUntil));
    return () => clearTimeout(timer);
  }, [clock, reaction.shownUntil]);
  if (over) return null;
  return (
    <li>
      <span class="shown">
        <EmojiShown emoji={reaction.emoji} />
      </span>
      <span class="cut" dir="auto">
        {reaction.user.name}
      </span>
    </li>
  );
});

const SHORT_NAME = /^:?[\w+-]+:?$/;

/** An emoji, also where another client gave its short name. */
function EmojiShown({ emoji }: { emoji: string }) {
  const [shown, show] = useState(emoji);
  useEffect(() => {
    if (!SHORT_NAME.test(emoji)) return;
    void import("../controls/emoji.ts").then(
      ({ emojiOf }) => show(emojiOf(emoji) ?? emoji),
      () => {}, // its name says it, too
    );
  }, [emoji]);
  return <>{shown}</>;
}
