import "./shell.css";
import { Call } from "../screens/call/Call.tsx";
import { CallLink } from "../screens/link/CallLink.tsx";
import { EnteringDialogs } from "../screens/preflight/EnteringDialogs.tsx";
import { CallPopups } from "../screens/ringing/CallPopups.tsx";
import { Room } from "../screens/room/Room.tsx";
import { Settings } from "../screens/settings/Settings.tsx";
import { Sidebar } from "../screens/sidebar/Sidebar.tsx";
import { useApp } from "../state/app.ts";
import { useObservable } from "../state/use_observable.ts";
import { text } from "../text/index.ts";
import { Toasts } from "../ui/Toasts.tsx";

/** The whole page of somebody who is signed in: the sidebar, what they look at, and what lies over both. */
export function Shell() {
  const app = useApp();
  const { at } = app.place.value;
  return (
    <div class={at === "home" ? "shell at-home" : "shell"}>
      <a class="skip" href="#content">
        {text.shell.skipToContent}
      </a>
      <CallPopups />
      <Sidebar />
      <main id="content" tabindex={-1}>
        <Connection />
        <Content />
      </main>
      <EnteringDialogs />
      <Call />
      <Toasts />
    </div>
  );
}

function Content() {
  const place = useApp().place.value;
  switch (place.at) {
    case "room":
      return <Room key={place.roomId} roomId={place.roomId} />;
    case "link":
      return <CallLink path={place.path} />;
    case "settings":
      return <Settings />;
    default:
      return <p class="welcome quiet">{text.shell.welcome}</p>;
  }
}

/** Says when what is shown may be old. */
function Connection() {
  const { status } = useApp().ringlog.api.hub;
  const { state, closed } = useObservable(status);
  const lost = state !== "connected" && closed !== undefined;
  return <div role="status">{lost && <p class="offline">{text.shell.offline}</p>}</div>;
}
