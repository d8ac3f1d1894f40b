import "./room_header.css";
import { Phone, ScrollText } from "lucide";
import { useApp } from "../../state/app.ts";
import { isInCall } from "../../state/in_call.ts";
import { useObservable } from "../../state/use_observable.ts";
import { text } from "../../text/index.ts";
import { Avatars } from "../../ui/Avatar.tsx";
import { BackToRooms } from "../../ui/BackToRooms.tsx";
import { Button } from "../../ui/Button.tsx";
import type { OpenedRoom } from "./opened.ts";
import { RoomMenu } from "./RoomMenu.tsx";

/** What the room is called, who is in its call, and what can be done about it. */
export function RoomHeader({ room }: { room: OpenedRoom }) {
  const app = useApp();
  return (
    <header class="room-header">
      <BackToRooms />
      <div class="titles">
        <h1 class="cut">{room.name}</h1>
        <p class="quiet small">{text.room.kind[room.kind]}</p>
      </div>
      {room.ongoingCall && <PeopleInCall roomId={room.id} />}
      <PhoneButton room={room} />
      <Button
        label={text.bar.open}
        icon={ScrollText}
        iconOnly
        look="quiet"
        aria-expanded={app.panel.value === "bar"}
        onClick={() => app.toggle("bar")}
      />
      <RoomMenu room={room} />
    </header>
  );
}

function PeopleInCall({ roomId }: { roomId: string }) {
  const listed = useApp().rooms.list.value?.find(({ id }) => id === roomId);
  const message = listed?.ongoingCall?.message;
  if (!message) return null;
  return (
    <span class="people">
      <Avatars people={message.thumbnails} total={message.participantCount} size={28} />
      <span class="unseen">{text.shell.inCall(message.participantCount)}</span>
    </span>
  );
}

function PhoneButton({ room }: { room: OpenedRoom }) {
  const app = useApp();
  const view = useObservable(app.ringlog.call);
  const call = room.ongoingCall;
  if (call && isInCall(view, call.id)) return <CallHere />;
  const entry = call ? { join: call.id } : { start: room.id };
  const enter = ({ shiftKey }: MouseEvent) =>
    app.entering.begin({ entry, room, callId: call?.id ?? null }, shiftKey || undefined);
  return (
    <Button
      label={call ? text.room.joinCall : text.room.startCall}
      icon={Phone}
      look="primary"
      disabled={call ? !call.viewerCanJoin : !room.viewerCanStartCall}
      onClick={enter}
    />
  );
}

/** This tab is in the room's call, which is shown above or, if wanted, large. */
function CallHere() {
  const { callExpanded } = useApp();
  const expand = () => {
    callExpanded.value = true;
  };
  return (
    <button type="button" class="in-this-call small" title={text.room.showCall} onClick={expand}>
      {text.room.inThisCall}
    </button>
  );
}
