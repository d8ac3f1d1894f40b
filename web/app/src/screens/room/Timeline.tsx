import "./timeline.css";
import { day } from "../../text/format.ts";
import { text } from "../../text/index.ts";
import { OlderOnes } from "../../ui/OlderOnes.tsx";
import { UpwardList } from "../../ui/UpwardList.tsx";
import { Answer, type Answered } from "../composer/Answer.tsx";
import { CallEntry } from "./CallEntry.tsx";
import type { OpenedRoom } from "./opened.ts";
import { type Message, useTimeline } from "./use_timeline.ts";

interface TimelineProps {
  room: OpenedRoom;
  /** What this person's slash commands answered. */
  answers: readonly Answered[];
  putAway: (answered: Answered) => void;
}

/** The calls of a room, the newest at the bottom, each with what can be done about it. */
export function Timeline({ room, answers, putAway }: TimelineProps) {
  const pages = useTimeline(room.id);
  const newestFirst = pages.items.value;
  if (!newestFirst) return <div class="timeline" />;
  const messages = [...newestFirst].reverse();
  return (
    <UpwardList class="timeline" label={text.room.timeline} oldest={messages[0]?.id} onTop={() => void pages.more()}>
      <OlderOnes pages={pages} label={text.room.earlier} failed={text.room.earlierFailed} />
      {messages.length === 0 && <p class="quiet no-calls">{text.room.noCalls}</p>}
      {days(messages).map(([heading, calls]) => (
        <section key={heading}>
          <h2 class="quiet small">{heading}</h2>
          <ol>
            {calls.map((message) => (
              <CallEntry key={message.id} message={message} room={room} />
            ))}
          </ol>
        </section>
      ))}
      {answers.length > 0 && (
        <ol class="answers">
          {answers.map((answered) => (
            <Answer key={answered.number} answered={answered} onClose={() => putAway(answered)} />
          ))}
        </ol>
      )}
    </UpwardList>
  );
}

/** Of each day, the heading and what was on it. */
function days(messages: readonly Message[]): [string, Message[]][] {
  const found = new Map<string, Message[]>();
  for (const message of messages) {
    const heading = day(message.startedAt);
    found.set(heading, [...(found.get(heading) ?? []), message]);
  }
  return [...found];
}
