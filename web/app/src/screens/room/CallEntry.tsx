import "./call_entry.css";
import { MessageSquareText, Phone, PhoneCall, PhoneMissed, PhoneOff, ScrollText } from "lucide";
import { useApp } from "../../state/app.ts";
import { isInCall } from "../../state/in_call.ts";
import { useObservable } from "../../state/use_observable.ts";
import { duration, timeOfDay } from "../../text/format.ts";
import { text } from "../../text/index.ts";
import { Avatars } from "../../ui/Avatar.tsx";
import { Button } from "../../ui/Button.tsx";
import { Icon } from "../../ui/Icon.tsx";
import { PlaceLink } from "../../ui/PlaceLink.tsx";
import type { OpenedRoom } from "./opened.ts";
import { ending, headline, wasUnanswered } from "./outcome.ts";
import { RecordingButton } from "./RecordingButton.tsx";
import type { Message } from "./use_timeline.ts";

interface CallEntryProps {
  message: Message;
  room: OpenedRoom;
}

/** A call in its room's timeline. */
export function CallEntry({ message, room }: CallEntryProps) {
  const { state, startedAt, title } = message;
  const viewerId = useApp().viewer.user?.id;
  return (
    <li class={`call-entry ${state.toLowerCase()}`}>
      <span class="mark">
        <Icon of={iconOf(message)} />
      </span>
      <div class="what">
        <p>
          <strong>{headline(message, viewerId)}</strong>{" "}
          <time class="quiet small" dateTime={startedAt}>
            {timeOfDay(startedAt)}
          </time>
        </p>
        {title !== room.name && <p class="title">{title}</p>}
        <p class="small quiet">{standing(message, viewerId)}</p>
      </div>
      <Avatars people={message.thumbnails} total={message.participantCount} size={28} />
      <Actions message={message} room={room} />
    </li>
  );
}

function iconOf(message: Message) {
  if (message.state !== "ENDED") return PhoneCall;
  if (message.endReason === "NOT_ANSWERED") return PhoneMissed;
  return wasUnanswered(message) ? PhoneOff : Phone;
}

/** Where the call stands, in a line. */
function standing(message: Message, viewerId: string | undefined): string {
  if (message.state === "CALLING") return text.room.calling;
  if (message.state === "ONGOING") return `${text.room.ongoing} · ${text.room.people(message.participantCount)}`;
  const how = ending(message, viewerId) ?? text.room.ended.HUNG_UP;
  const seconds = message.durationSeconds ?? 0;
  return wasUnanswered(message) ? how : `${how} · ${text.room.lasted(duration(seconds))}`;
}

function Actions({ message, room }: CallEntryProps) {
  const app = useApp();
  const callId = message.call.id;
  const isIn = isInCall(useObservable(app.ringlog.call), callId);
  const join = ({ shiftKey }: MouseEvent) =>
    app.entering.begin({ entry: { join: callId }, room, callId }, shiftKey || undefined);
  const callAnew = ({ shiftKey }: MouseEvent) =>
    app.entering.begin({ entry: { start: room.id }, room, callId: null }, shiftKey || undefined);
  const { viewerAction } = message;
  return (
    <div class="actions">
      {message.state === "ONGOING" && !isIn && (
        <Button label={text.room.join} icon={Phone} look="primary" onClick={join} />
      )}
      {viewerAction && (
        <Button
          label={viewerAction === "CALL_AGAIN" ? text.room.callAgain : text.room.callBack}
          icon={Phone}
          disabled={!room.viewerCanStartCall}
          onClick={callAnew}
        />
      )}
      {message.state === "ENDED" && (
        <PlaceLink class="button quiet" place={{ at: "conference", roomId: room.id, callId }}>
          <Icon of={ScrollText} />
          <span>{text.room.details}</span>
        </PlaceLink>
      )}
      <Button
        label={text.room.threadWith(app.rooms.unreadIn(callId))}
        icon={MessageSquareText}
        look="quiet"
        onClick={() => app.openThread(callId)}
      />
      <RecordingButton message={message} />
    </div>
  );
}
