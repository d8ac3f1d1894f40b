import { EllipsisVertical, Link, PhoneCall, SlidersHorizontal, UsersRound } from "lucide";
import { useState } from "preact/hooks";
import { useApp } from "../../state/app.ts";
import { text } from "../../text/index.ts";
import { Button } from "../../ui/Button.tsx";
import { Menu } from "../../ui/Menu.tsx";
import { MuteRoom } from "../settings/MuteRoom.tsx";
import { Members } from "./Members.tsx";
import type { OpenedRoom } from "./opened.ts";

/** What is seldom done about a room. */
export function RoomMenu({ room }: { room: OpenedRoom }) {
  const app = useApp();
  const [listsMembers, listMembers] = useState(false);
  const { callLink } = room;
  const { atOnce = false } = app.entering.choices.value;
  const startWithTitle = () => app.entering.begin({ entry: { start: room.id }, room, callId: null }, false);
  const copy = async (link: string) => {
    try {
      await navigator.clipboard.writeText(link);
      app.say(text.room.linkCopied);
    } catch {
      app.say(text.room.linkIs(link)); // to be copied by hand where a page may not
    }
  };
  return (
    <>
      <Menu label={text.room.menu} icon={EllipsisVertical} iconOnly look="quiet">
        {callLink !== null && (
          <Button
            label={text.room.copyLink}
            icon={Link}
            look="quiet"
            data-chooses
            onClick={() => void copy(callLink)}
          />
        )}
        {room.viewerCanStartCall && room.ongoingCall === null && (
          <Button
            label={text.room.startWithTitle}
            icon={PhoneCall}
            look="quiet"
            data-chooses
            onClick={startWithTitle}
          />
        )}
        <Button
          label={text.preflight.askBefore}
          icon={SlidersHorizontal}
          look="quiet"
          pressed={!atOnce}
          onClick={() => app.entering.choose({ atOnce: !atOnce })}
        />
        <MuteRoom room={room} />
        <Button
          label={text.room.members}
          icon={UsersRound}
          look="quiet"
          data-chooses
          onClick={() => listMembers(true)}
        />
      </Menu>
      {listsMembers && <Members roomId={room.id} onClose={() => listMembers(false)} />}
    </>
  );
}
