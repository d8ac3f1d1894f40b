import "./sidebar.css";
import { History, LogOut, Settings } from "lucide";
import { useApp } from "../../state/app.ts";
import type { Place } from "../../state/place.ts";
import { text } from "../../text/index.ts";
import { Avatar } from "../../ui/Avatar.tsx";
import { Button } from "../../ui/Button.tsx";
import { Icon } from "../../ui/Icon.tsx";
import { PlaceLink } from "../../ui/PlaceLink.tsx";
import { mutedIn } from "../settings/mute_room.ts";
import { NotificationHint } from "../settings/NotificationHint.tsx";
import { RoomEntry } from "./RoomEntry.tsx";

/** The rooms, live, with what goes on in them; and what is one's own. */
export function Sidebar() {
  const app = useApp();
  const { user, role } = app.viewer;
  const missed = app.rooms.own.value?.missedCallCount ?? 0;
  return (
    <nav class="sidebar" aria-label={text.shell.sidebar}>
      <header>
        <Avatar person={user ?? { id: "", name: text.shell.role[role] }} />
        <span class="cut">{user?.name ?? text.shell.role[role]}</span>
        {app.signOut && <Button label={text.shell.signOut} icon={LogOut} iconOnly look="quiet" onClick={app.signOut} />}
      </header>
      <Rooms />
      <NotificationHint />
      <ul class="own">
        <Entry place={{ at: "history" }} icon={History} label={text.shell.history} count={missed} />
        <Entry place={{ at: "settings" }} icon={Settings} label={text.shell.settings} count={0} />
      </ul>
    </nav>
  );
}

function Rooms() {
  const app = useApp();
  const { list, own: ownSignal } = app.rooms;
  const muted = mutedIn(app);
  const [rooms, own] = [list.value, ownSignal.value];
  const ringing = new Set(own?.incomingRings.map(({ room }) => room.id));
  const calls = new Set(own?.sessions.map(({ call }) => call.id));
  return (
    <div class="rooms">
      <h2 class="small quiet">{text.shell.rooms}</h2>
      {rooms?.length === 0 && <p class="quiet small">{text.shell.noRooms}</p>}
      <ul>
        {rooms?.map((room) => (
          <RoomEntry
            key={room.id}
            room={room}
            rings={ringing.has(room.id)}
            isMuted={muted.has(room.id)}
            isIn={room.ongoingCall !== null && calls.has(room.ongoingCall.id)}
          />
        ))}
      </ul>
    </div>
  );
}

interface EntryProps {
  place: Place;
  icon: Parameters<typeof Icon>[0]["of"];
  label: string;
  count: number;
}

function Entry({ place, icon, label, count }: EntryProps) {
  return (
    <li>
      <PlaceLink place={place} class="entry">
        <Icon of={icon} />
        <span class="cut">{label}</span>
        {count > 0 && (
          <span class="count">
            <span aria-hidden="true">{count}</span>
            <span class="unseen">{text.shell.missedCalls(count)}</span>
          </span>
        )}
      </PlaceLink>
    </li>
  );
}
