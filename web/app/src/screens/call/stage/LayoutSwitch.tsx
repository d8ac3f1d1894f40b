import { GalleryThumbnails, LayoutGrid, ScreenShare } from "lucide";
import { text } from "../../../text/index.ts";
import { Button } from "../../../ui/Button.tsx";
import { useCallScreen } from "../call_screen.ts";
import { KEYS } from "../controls/keys.ts";
import { layoutsFor } from "./layout.ts";

const ICONS = { grid: LayoutGrid, speaker: GalleryThumbnails, screen: ScreenShare };

/** Chooses between the layouts; the key goes to the next one. */
export function LayoutSwitch() {
  const screen = useCallScreen();
  const layout = screen.layout.value;
  const layouts = layoutsFor(screen.share.value);
  const next = layouts[(layouts.indexOf(layout) + 1) % layouts.length];
  return (
    <fieldset class="layouts" aria-label={text.call.layout}>
      {layouts.map((each) => (
        <Button
          key={each}
          label={text.call.layouts[each]}
          icon={ICONS[each]}
          iconOnly
          look="quiet"
          pressed={layout === each}
          {...(each === next ? { "aria-keyshortcuts": KEYS.layout } : {})}
          onClick={() => screen.choose(each)}
        />
      ))}
    </fieldset>
  );
}
