import { Bell, BellOff } from "lucide";
import { useApp } from "../../state/app.ts";
import { text } from "../../text/index.ts";
import { Button } from "../../ui/Button.tsx";
import { mutedIn, muteRoom } from "./mute_room.ts";

/** In a room's menu: has its calls ring for one no longer, or again. */
export function MuteRoom({ room }: { room: { readonly id: string; readonly name: string } }) {
  const app = useApp();
  const muted = mutedIn(app).has(room.id);
  return (
    <Button
      label={muted ? text.settings.unmute : text.settings.mute}
      icon={muted ? Bell : BellOff}
      look="quiet"
      data-chooses
      onClick={() => void muteRoom(app, room, !muted)}
    />
  );
}
