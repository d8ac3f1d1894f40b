import "./room.css";
import { useApp } from "../../state/app.ts";
import { useWatched } from "../../state/use_observable.ts";
import { text } from "../../text/index.ts";
import { RoomHeader } from "./RoomHeader.tsx";
import { Timeline } from "./Timeline.tsx";

/** A room: its header, with the button that calls, and its timeline. */
export function Room({ roomId }: { roomId: string }) {
  const { api } = useApp().ringlog;
  const { data, error } = useWatched(() => api.openRoom(roomId), [api, roomId]);
  if (!data) return <p class="welcome quiet">{error?.message ?? text.common.loading}</p>;
  if ("code" in data.roomTimeline)
    return (
      <p class="welcome quiet" role="status">
        {text.room.gone}
      </p>
    );
  const { room } = data.roomTimeline;
  return (
    <div class="room">
      <RoomHeader room={room} />
      {room.state !== "ACTIVE" && <p class="room-state">{text.room.state[room.state]}</p>}
      <Timeline room={room} />
    </div>
  );
}
