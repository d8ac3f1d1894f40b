import "./room_alone.css";
import { useEffect, useState } from "preact/hooks";
import { Room } from "../screens/room/Room.tsx";
import { Beside } from "../shell/Beside.tsx";
import { Content } from "../shell/Content.tsx";
import { Overlays } from "../shell/Overlays.tsx";
import { useApp } from "../state/app.ts";
import { text } from "../text/index.ts";

/** One room, by what the chat product calls it, for a page that has its own sidebar. */
export function RoomAlone({ externalId }: { externalId: string }) {
  const app = useApp();
  const [room, setRoom] = useState<Awaited<ReturnType<typeof app.ringlog.api.room>>>();
  useEffect(() => {
    let current = true;
    void app
      .attemptTo(() => app.ringlog.api.room(externalId))
      .then((found) => {
        if (current) setRoom(found ?? null);
      });
    return () => {
      current = false;
    };
  }, [app, externalId]);
  return (
    <div class="room-alone">
      {room === undefined && <p class="welcome quiet">{text.common.loading}</p>}
      {room === null && <p class="welcome quiet">{text.room.gone}</p>}
      {room && (app.place.value.at === "home" ? <Room key={room.id} roomId={room.id} /> : <Content />)}
      {room && <Beside room={room.id} />}
      <Overlays />
    </div>
  );
}
