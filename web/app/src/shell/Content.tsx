import { History } from "../screens/history/History.tsx";
import { CallLink } from "../screens/link/CallLink.tsx";
import { Log } from "../screens/log/Log.tsx";
import { Room } from "../screens/room/Room.tsx";
import { Settings } from "../screens/settings/Settings.tsx";
import { useApp } from "../state/app.ts";
import { text } from "../text/index.ts";

/** What one looks at: the screen of the place where one is. */
export function Content() {
  const place = useApp().place.value;
  switch (place.at) {
    case "room":
      return <Room key={place.roomId} roomId={place.roomId} />;
    case "conference":
      return <Log key={place.callId} roomId={place.roomId} callId={place.callId} />;
    case "history":
      return <History />;
    case "link":
      return <CallLink path={place.path} />;
    case "settings":
      return <Settings />;
    default:
      return <p class="welcome quiet">{text.shell.welcome}</p>;
  }
}
