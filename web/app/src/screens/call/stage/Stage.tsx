import "./stage.css";
import "./tile.css";
import { Minimize2 } from "lucide";
import { useEffect, useRef } from "preact/hooks";
import { text } from "../../../text/index.ts";
import { useCallScreen } from "../call_screen.ts";
import { Control } from "../controls/Control.tsx";
import { Controls } from "../controls/Controls.tsx";
import { KEYS, pressByKey } from "../controls/keys.ts";
import { Duration } from "../Duration.tsx";
import { Notices } from "../notices/Notices.tsx";
import { PeoplePanel } from "../people/PeoplePanel.tsx";
import { RecordingMark } from "../RecordingMark.tsx";
import { FloatButton } from "./Floating.tsx";
import { GridView } from "./GridView.tsx";
import { LayoutSwitch } from "./LayoutSwitch.tsx";
import { Reactions } from "./Reactions.tsx";
import { SpotlightView } from "./SpotlightView.tsx";
import { ThreadPanel } from "./ThreadPanel.tsx";

/** The call, large. */
export function Stage() {
  const screen = useCallScreen();
  const stage = useRef<HTMLElement>(null);
  useEffect(() => stage.current?.focus(), []);
  const title = screen.call.value?.title ?? text.call.call;
  const panel = screen.panel.value;
  return (
    <section
      ref={stage}
      class={panel ? "stage with-panel" : "stage"}
      aria-label={text.call.inRoom(title)}
      tabindex={-1}
      onKeyDown={pressByKey}
    >
      <Header title={title} />
      <Notices />
      <Scene />
      {panel === "people" && <PeoplePanel />}
      {panel === "thread" && <ThreadPanel />}
      <Controls />
    </section>
  );
}

function Scene() {
  const layout = useCallScreen().layout.value;
  return (
    <div class="scene">
      {layout === "grid" ? <GridView /> : <SpotlightView on={layout} />}
      <Reactions />
    </div>
  );
}

function Header({ title }: { title: string }) {
  const screen = useCallScreen();
  const call = screen.call.value;
  const collapse = () => {
    screen.app.callExpanded.value = false;
  };
  return (
    <header>
      <h2 class="cut" dir="auto">
        {title}
      </h2>
      {call && <Duration since={call.answeredAt ?? call.startedAt} />}
      <RecordingMark />
      <LayoutSwitch />
      <FloatButton />
      <Control shortcut={KEYS.collapse} label={text.call.collapse} icon={Minimize2} look="quiet" onClick={collapse} />
    </header>
  );
}
