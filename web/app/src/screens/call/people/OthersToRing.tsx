import { BellRing } from "lucide";
import { useEffect, useState } from "preact/hooks";
import { text } from "../../../text/index.ts";
import { Avatar } from "../../../ui/Avatar.tsx";
import { Button } from "../../../ui/Button.tsx";
import { type CallScreen, type Permissions, useCallScreen } from "../call_screen.ts";
import type { PersonInCall } from "./participants.ts";

type Page = NonNullable<Awaited<ReturnType<CallScreen["app"]["ringlog"]["api"]["members"]>>>;
type Member = Page["nodes"][number];

/** Members of the room who aren't in the call, whom the host may ring. */
export function OthersToRing({ present }: { present: readonly PersonInCall[] }) {
  const screen = useCallScreen();
  const { members, after, more } = useMembers(screen, screen.call.value?.room.id);
  const here = new Set(present.map(({ user }) => user.id));
  const rings = screen.permissions.value?.rings ?? [];
  return (
    <section class="others">
      <h3>{text.call.notHere}</h3>
      <ul>
        {members
          .filter(({ id, active }) => active && !here.has(id))
          .map((member) => (
            <OtherEntry
              key={member.id}
              member={member}
              ring={rings.filter(({ callee }) => callee.id === member.id).at(-1)}
            />
          ))}
      </ul>
      {after && <Button label={text.common.showMore} onClick={more} />}
    </section>
  );
}

function OtherEntry({ member, ring }: { member: Member; ring: Permissions["rings"][number] | undefined }) {
  const { app } = useCallScreen();
  const rings = ring !== undefined && ring.outcome === null;
  return (
    <li class="participant">
      <Avatar person={member} size={32} />
      <span class="who">
        <span class="cut" dir="auto" title={member.name}>
          {member.name}
        </span>
        {ring && (
          <span class={rings ? "small rings" : "small quiet"} role="status">
            {ring.outcome === null ? text.call.rings : text.call.ringOutcome[ring.outcome]}
          </span>
        )}
      </span>
      {!rings && (
        <Button
          label={text.call.ring(member.name)}
          icon={BellRing}
          iconOnly
          look="quiet"
          onClick={() => app.attempt(() => app.ringlog.call.actions.ring(member.id))}
        />
      )}
    </li>
  );
}

/** The room's members, page by page. */
function useMembers({ app }: CallScreen, roomId: string | undefined) {
  const [members, setMembers] = useState<readonly Member[]>([]);
  const [after, setAfter] = useState<string | null>(null);
  const load = async (from: string | null) => {
    if (roomId === undefined) return;
    const page = await app.attemptTo(() => app.ringlog.api.members(roomId, from));
    if (!page) return;
    setMembers((before) => (from === null ? page.nodes : [...before, ...page.nodes]));
    setAfter(page.pageInfo.hasNextPage ? (page.pageInfo.endCursor ?? null) : null);
  };
  useEffect(() => void load(null), [roomId]);
  return { members, after, more: () => load(after) };
}
