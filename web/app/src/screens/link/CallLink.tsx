import { useEffect } from "preact/hooks";
import { leadOn } from "../../state/address.ts";
import { useApp } from "../../state/app.ts";
import { HOME, type Place } from "../../state/place.ts";
import { text } from "../../text/index.ts";
import { Button } from "../../ui/Button.tsx";

/** Somebody has opened a call link: its room is shown, and they are asked how to go in. */
export function CallLink({ path }: { path: string }) {
  const app = useApp();
  const rooms = app.rooms.list.value;
  const room = rooms?.find(({ callLink }) => callLink?.endsWith(path));
  useEffect(() => {
    if (!room?.callLink) return;
    const place: Place = { at: "room", roomId: room.id };
    leadOn(place);
    app.go(place);
    app.entering.begin({ entry: { link: room.callLink }, room, callId: room.ongoingCall?.id ?? null });
  }, [app, room]);
  if (!rooms || room) return <p class="welcome quiet">{text.preflight.linkOpens}</p>;
  return (
    <div class="welcome">
      <p role="alert">{text.preflight.linkInvalid}</p>
      <Button label={text.preflight.toRooms} onClick={() => app.go(HOME)} />
    </div>
  );
}
