import { GalleryThumbnails, LayoutGrid, ScreenShare } from "lucide";
import { text } from "../../../text/index.ts";
import { Button } from "../../../ui/Button.tsx";
import { useCallScreen } from "../call_screen.ts";
import type { Layout } from "./layout.ts";

const ICONS = { grid: LayoutGrid, speaker: GalleryThumbnails, screen: ScreenShare };

export function LayoutSwitch() {
  const screen = useCallScreen();
  const layouts: Layout[] = screen.share.value ? ["grid", "speaker", "screen"] : ["grid", "speaker"];
  return (
    <fieldset class="layouts" aria-label={text.call.layout}>
      {layouts.map((each) => (
        <Button
          key={each}
          label={text.call.layouts[each]}
          icon={ICONS[each]}
          iconOnly
          look="quiet"
          pressed={screen.layout.value === each}
          onClick={() => screen.choose(each)}
        />
      ))}
    </fieldset>
  );
}
