import "./room.css";
import { ArrowLeft, Phone } from "lucide";
import { useApp } from "../../state/app.ts";
import { HOME } from "../../state/place.ts";
import type { ListedRoom } from "../../state/rooms.ts";
import { text } from "../../text/index.ts";
import { Button } from "../../ui/Button.tsx";

/** A room: its header, with the button that calls, and its timeline. */
export function Room({ roomId }: { roomId: string }) {
  const rooms = useApp().rooms.list.value;
  if (!rooms) return <p class="welcome quiet">{text.common.loading}</p>;
  const room = rooms.find(({ id }) => id === roomId);
  if (!room) return <p class="welcome quiet">{text.room.gone}</p>;
  return <RoomHeader room={room} />;
}

function RoomHeader({ room }: { room: ListedRoom }) {
  const app = useApp();
  const enter = () => {
    const entry = room.ongoingCall ? { join: room.ongoingCall.id } : { start: room.id };
    void app.attempt(() => app.ringlog.call.enter(entry));
  };
  return (
    <header class="room-header">
      <Button
        class="back"
        label={text.shell.openNavigation}
        icon={ArrowLeft}
        iconOnly
        look="quiet"
        onClick={() => app.go(HOME)}
      />
      <div class="titles">
        <h1 class="cut">{room.name}</h1>
        <p class="quiet small">{text.room.kind[room.kind]}</p>
      </div>
      <Button
        label={room.ongoingCall ? text.room.joinCall : text.room.startCall}
        icon={Phone}
        look="primary"
        disabled={room.state !== "ACTIVE"}
        onClick={enter}
      />
    </header>
  );
}
