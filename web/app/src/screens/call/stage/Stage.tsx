import "./stage.css";
import "./tile.css";
import { Minimize2 } from "lucide";
import { useEffect, useRef } from "preact/hooks";
import { text } from "../../../text/index.ts";
import { Button } from "../../../ui/Button.tsx";
import { useCallScreen } from "../call_screen.ts";
import { Controls } from "../controls/Controls.tsx";
import { Duration } from "../Duration.tsx";
import { GridView } from "./GridView.tsx";
import { LayoutSwitch } from "./LayoutSwitch.tsx";
import { SpotlightView } from "./SpotlightView.tsx";

/** The call, large. */
export function Stage() {
  const screen = useCallScreen();
  const stage = useRef<HTMLElement>(null);
  useEffect(() => stage.current?.focus(), []);
  const layout = screen.layout.value;
  const title = screen.call.value?.title ?? text.call.call;
  return (
    <section ref={stage} class="stage" aria-label={text.call.inRoom(title)} tabindex={-1}>
      <Header />
      <div class="scene">{layout === "grid" ? <GridView /> : <SpotlightView on={layout} />}</div>
      <Controls />
    </section>
  );
}

function Header() {
  const screen = useCallScreen();
  const call = screen.call.value;
  const collapse = () => {
    screen.app.callExpanded.value = false;
  };
  return (
    <header>
      <h2 class="cut">{call?.title ?? text.call.call}</h2>
      {call && <Duration since={call.answeredAt ?? call.startedAt} />}
      <LayoutSwitch />
      <Button label={text.call.collapse} icon={Minimize2} iconOnly look="quiet" onClick={collapse} />
    </header>
  );
}
