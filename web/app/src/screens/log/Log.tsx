import "./log.css";
import { ArrowLeft, Phone } from "lucide";
import type { ComponentChildren } from "preact";
import { useApp } from "../../state/app.ts";
import { useWatched } from "../../state/use_observable.ts";
import { duration, fullDate } from "../../text/format.ts";
import { text } from "../../text/index.ts";
import { Button } from "../../ui/Button.tsx";
import { PlaceLink } from "../../ui/PlaceLink.tsx";
import { Attendees } from "./Attendees.tsx";
import { LogActions } from "./LogActions.tsx";
import { LogMark } from "./LogMark.tsx";
import type { ConferenceLog } from "./log.ts";
import { Recordings } from "./Recordings.tsx";

interface LogProps {
  roomId: string;
  callId: string;
}

/** What is on record of a call that has ended. */
export function Log({ roomId, callId }: LogProps) {
  const { api } = useApp().ringlog;
  const { data, error } = useWatched(() => api.conferenceLog(callId), [api, callId]);
  const answer = data?.conferenceLog;
  if (!answer) return <p class="welcome quiet">{error ? error.message : text.common.loading}</p>;
  if (!("conferenceLog" in answer)) return <p class="welcome quiet">{text.log.gone}</p>;
  if (!answer.conferenceLog) return <Ongoing roomId={roomId} callId={callId} />;
  return <Ended log={answer.conferenceLog} />;
}

function Ended({ log }: { log: ConferenceLog }) {
  const { room, call, title } = log;
  return (
    <>
      <LogHeader roomId={room.id} title={title} kind={text.room.kind[room.kind]} />
      <div class="log">
        <Facts log={log} />
        <LogActions roomId={room.id} callId={call.id} />
        <Recordings recordings={log.recordings} />
        <Attendees log={log} />
      </div>
    </>
  );
}

function LogHeader(props: { roomId: string; title: string; kind: string; children?: ComponentChildren }) {
  const app = useApp();
  return (
    <header class="room-header">
      <Button
        label={text.log.backToRoom}
        icon={ArrowLeft}
        iconOnly
        look="quiet"
        onClick={() => app.go({ at: "room", roomId: props.roomId })}
      />
      <div class="titles">
        <h1 class="cut" dir="auto">
          {props.title}
        </h1>
        <p class="quiet small">{props.kind}</p>
      </div>
      {props.children}
    </header>
  );
}

function Facts({ log }: { log: ConferenceLog }) {
  const reason = text.log.endReason[log.endReason];
  return (
    <section class="facts" aria-label={text.log.facts}>
      <LogMark log={log} />
      <dl>
        <Fact name={text.log.initiator}>{log.initiator.name}</Fact>
        <Fact name={text.log.room}>
          <PlaceLink place={{ at: "room", roomId: log.room.id }}>{log.room.name}</PlaceLink>
        </Fact>
        <Fact name={text.log.started}>
          <time dateTime={log.startedAt}>{fullDate(log.startedAt)}</time>
        </Fact>
        <Fact name={text.log.ended}>
          <time dateTime={log.endedAt}>{fullDate(log.endedAt)}</time>
        </Fact>
        <Fact name={text.log.lasted}>{duration(log.durationSeconds)}</Fact>
        <Fact name={text.log.why}>{log.endedBy ? text.log.by(reason, log.endedBy.name) : reason}</Fact>
      </dl>
    </section>
  );
}

function Fact({ name, children }: { name: string; children: ComponentChildren }) {
  return (
    <div>
      <dt class="small quiet">{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}

/** A call that is still on has no log yet: it can be joined. */
function Ongoing({ roomId, callId }: LogProps) {
  const app = useApp();
  const { data } = useWatched(() => app.ringlog.api.call(callId), [app, callId]);
  const call = data?.call && "call" in data.call ? data.call.call : undefined;
  if (!call) return <p class="welcome quiet">{text.common.loading}</p>;
  const join = () => app.entering.begin({ entry: { join: callId }, room: call.room, callId });
  return (
    <>
      <LogHeader roomId={roomId} title={call.title} kind={text.room.kind[call.room.kind]}>
        <Button label={text.room.joinCall} icon={Phone} look="primary" onClick={join} />
      </LogHeader>
      <p class="welcome quiet">{text.log.ongoing}</p>
    </>
  );
}
