import { BellOff, Hash, MessagesSquare, PhoneIncoming, User, Users, UsersRound } from "lucide";
import type { ListedRoom } from "../../state/rooms.ts";
import { text } from "../../text/index.ts";
import { Avatars } from "../../ui/Avatar.tsx";
import { Icon } from "../../ui/Icon.tsx";
import { PlaceLink } from "../../ui/PlaceLink.tsx";

const ICONS = { CHANNEL: Hash, DIRECT: User, DISCUSSION: MessagesSquare, GROUP_DIRECT: Users, TEAM: UsersRound };

interface RoomEntryProps {
  room: ListedRoom;
  /** Whether it rings here for the viewer. */
  rings: boolean;
  /** Whether a device of the viewer's is in its call. */
  isIn: boolean;
  isMuted: boolean;
}

/** A room in the sidebar. */
export function RoomEntry({ room, rings, isIn, isMuted }: RoomEntryProps) {
  return (
    <li>
      <PlaceLink place={{ at: "room", roomId: room.id }} class={rings ? "entry rings" : "entry"}>
        <Icon of={rings ? PhoneIncoming : ICONS[room.kind]} />
        <span class="cut">{room.name}</span>
        {rings && <span class="unseen">, {text.shell.ringsHere}</span>}
        {isMuted && (
          <span class="muted-mark" title={text.settings.muted}>
            <Icon of={BellOff} size={16} />
            <span class="unseen">, {text.settings.muted}</span>
          </span>
        )}
        {room.ongoingCall && <CallMark call={room.ongoingCall} isIn={isIn} />}
      </PlaceLink>
    </li>
  );
}

function CallMark({ call, isIn }: { call: NonNullable<ListedRoom["ongoingCall"]>; isIn: boolean }) {
  const { message } = call;
  const count = message?.participantCount ?? 0;
  return (
    <span class={isIn ? "in-call is-in" : "in-call"}>
      <Avatars people={message?.thumbnails ?? []} total={count} size={22} />
      <span class="unseen">, {isIn ? text.shell.youAreInThisCall : text.shell.inCall(count)}</span>
    </span>
  );
}
