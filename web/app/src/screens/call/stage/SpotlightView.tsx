import { MonitorUp } from "lucide";
import { text } from "../../../text/index.ts";
import { Icon } from "../../../ui/Icon.tsx";
import { useCallScreen } from "../call_screen.ts";
import { Picture } from "./Picture.tsx";
import { TileView } from "./TileView.tsx";

const SMALL = 40; // px of an avatar

/** Whoever speaks, or what is shared, large; the others in a strip beside it. */
export function SpotlightView({ on }: { on: "speaker" | "screen" }) {
  const screen = useCallScreen();
  const speaker = screen.speaker.value;
  const others = on === "screen" ? screen.tiles.value : screen.tiles.value.filter((tile) => tile !== speaker);
  return (
    <div class="spotlight">
      {on === "screen" && <SharedScreen />}
      {on === "speaker" && <ul class="large">{speaker && <TileView tile={speaker} avatar={120} />}</ul>}
      <ul class="strip">
        {others.map((tile) => (
          <TileView key={tile.id} tile={tile} avatar={SMALL} />
        ))}
      </ul>
    </div>
  );
}

function SharedScreen() {
  const screen = useCallScreen();
  const share = screen.share.value;
  if (!share) return null;
  const isOwn = share.session.id === screen.sessionId.value;
  return (
    <figure class="large shared">
      {isOwn ? (
        <p class="own-share">
          <Icon of={MonitorUp} size={48} />
          {text.call.youShare}
        </p>
      ) : (
        <Picture sessionId={share.session.id} kind="SCREEN" label={text.call.screenOf(share.user.name)} />
      )}
      {!isOwn && <figcaption class="cut">{text.call.sharedBy(share.user.name)}</figcaption>}
    </figure>
  );
}
