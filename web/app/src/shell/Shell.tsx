import "./shell.css";
import { Sidebar } from "../screens/sidebar/Sidebar.tsx";
import { useApp } from "../state/app.ts";
import { useObservable } from "../state/use_observable.ts";
import { text } from "../text/index.ts";
import { Beside } from "./Beside.tsx";
import { Content } from "./Content.tsx";
import { Overlays } from "./Overlays.tsx";

/** The whole page of somebody who is signed in: the sidebar, what they look at, and what lies over both. */
export function Shell() {
  const app = useApp();
  const { at } = app.place.value;
  return (
    <div class={`shell at-${at}`}>
      <a class="skip" href="#content">
        {text.shell.skipToContent}
      </a>
      <Overlays />
      <Sidebar />
      <main id="content" tabindex={-1}>
        <Connection />
        <Content />
      </main>
      <Beside />
    </div>
  );
}

/** Says when what is shown may be old. */
function Connection() {
  const { status } = useApp().ringlog.api.hub;
  const { state, closed } = useObservable(status);
  const lost = state !== "connected" && closed !== undefined;
  return <div role="status">{lost && <p class="offline">{text.shell.offline}</p>}</div>;
}
