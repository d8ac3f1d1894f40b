import { computed } from "@preact/signals";
import { Crown, Hand, MicOff, SignalLow, SignalMedium } from "lucide";
import { useMemo } from "preact/hooks";
import { text } from "../../../text/index.ts";
import { Avatar } from "../../../ui/Avatar.tsx";
import { Icon } from "../../../ui/Icon.tsx";
import { memo } from "../../../ui/memo.ts";
import { useCallScreen } from "../call_screen.ts";
import type { Tile } from "../tiles.ts";
import { Picture } from "./Picture.tsx";

/** Somebody in the call. Whether they speak changes a class, and renders nothing again. */
export const TileView = memo(function TileView({ tile, avatar = 72 }: { tile: Tile; avatar?: number }) {
  const screen = useCallScreen();
  const { user } = tile;
  const look = useMemo(() => computed(() => lookOf(tile, screen.speaking.value)), [tile, screen]);
  return (
    <li class={look}>
      <Avatar person={user} size={avatar} />
      {tile.camera && (
        <Picture
          sessionId={tile.id}
          kind="CAMERA"
          label={text.call.pictureOf(user.name)}
          mirrored={tile.isThisDevice}
        />
      )}
      <Marks tile={tile} />
      <p class="name">
        {tile.muted && <Mark of={MicOff} says={text.call.muted} />}
        <span class="cut">{tile.isThisDevice ? text.call.you : user.name}</span>
        <span class="unseen when-speaking">{text.call.speaking}</span>
      </p>
    </li>
  );
});

const lookOf = ({ heardAs, reconnecting }: Tile, speaking: ReadonlySet<string>): string =>
  ["tile", heardAs.some((id) => speaking.has(id)) && "speaking", reconnecting && "reconnecting"]
    .filter(Boolean)
    .join(" ");

function Marks({ tile }: { tile: Tile }) {
  return (
    <p class="marks">
      {tile.hand !== null && (
        <span class="mark hand">
          <Icon of={Hand} size={16} />
          <span aria-hidden="true">{tile.hand}</span>
          <span class="unseen">{text.call.handRaised(tile.hand)}</span>
        </span>
      )}
      {tile.reconnecting && <span class="mark">{text.call.reconnecting}</span>}
      {tile.quality === "FAIR" && <Mark of={SignalMedium} says={text.call.quality.FAIR} />}
      {tile.quality === "POOR" && <Mark of={SignalLow} says={text.call.quality.POOR} />}
      {tile.isHost && <Mark of={Crown} says={text.call.host} />}
    </p>
  );
}

function Mark({ of, says }: { of: Parameters<typeof Icon>[0]["of"]; says: string }) {
  return (
    <span class="mark" title={says}>
      <Icon of={of} size={16} />
      <span class="unseen">{says}</span>
    </span>
  );
}
