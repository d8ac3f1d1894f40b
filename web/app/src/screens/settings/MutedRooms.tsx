import type { RoomKind } from "@ringlog/client";
import { Bell, BellOff } from "lucide";
import { useEffect, useState } from "preact/hooks";
import { useApp } from "../../state/app.ts";
import { text } from "../../text/index.ts";
import { Button } from "../../ui/Button.tsx";
import { Field } from "../../ui/Field.tsx";
import { muteRoom } from "./mute_room.ts";

const RINGS: ReadonlySet<RoomKind> = new Set(["DIRECT", "GROUP_DIRECT"]);

interface Room {
  readonly id: string;
  readonly name: string;
}

/** The rooms whose calls don't ring for one. `muted` is another object after each change. */
export function MutedRooms({ muted }: { muted: object }) {
  const app = useApp();
  const rooms = useMutedRooms(muted);
  if (!rooms) return <p class="quiet">{text.common.loading}</p>;
  const ids = new Set(rooms.map(({ id }) => id));
  const others = app.rooms.list.value?.filter(({ id, kind }) => !ids.has(id) && RINGS.has(kind)) ?? [];
  return (
    <>
      <p class="quiet small">{rooms.length ? text.settings.mutedRoomsHint : text.settings.noMutedRooms}</p>
      <ul class="muted-rooms">
        {rooms.map((room) => (
          <li key={room.id}>
            <span class="cut" dir="auto" title={room.name}>
              {room.name}
            </span>
            <Button
              label={text.settings.unmuteRoom(room.name)}
              icon={Bell}
              iconOnly
              onClick={() => void muteRoom(app, room, false)}
            />
          </li>
        ))}
      </ul>
      {others.length > 0 && <MuteAnother rooms={others} />}
    </>
  );
}

function MuteAnother({ rooms }: { rooms: readonly Room[] }) {
  const app = useApp();
  const [chosen, choose] = useState("");
  const room = rooms.find(({ id }) => id === chosen);
  return (
    <div class="together">
      <Field label={text.settings.muteARoom}>
        {(control) => (
          <select {...control} value={room ? chosen : ""} onChange={({ currentTarget }) => choose(currentTarget.value)}>
            <option value="">{text.settings.chooseARoom}</option>
            {rooms.map(({ id, name }) => (
              <option key={id} value={id}>
                {name}
              </option>
            ))}
          </select>
        )}
      </Field>
      <Button
        label={text.settings.muteIt}
        icon={BellOff}
        disabled={!room}
        onClick={() => room && void muteRoom(app, room, true)}
      />
    </div>
  );
}

/** All of them, asked for anew after each change; undefined until they are known. */
function useMutedRooms(changed: object): readonly Room[] | undefined {
  const app = useApp();
  const [rooms, setRooms] = useState<readonly Room[]>();
  useEffect(() => {
    let current = true;
    void app.attemptTo(async () => {
      const found: Room[] = [];
      let after: string | null = null;
      do {
        const page: Awaited<ReturnType<typeof app.ringlog.api.mutedRooms>> = await app.ringlog.api.mutedRooms(after);
        found.push(...(page?.nodes ?? []));
        after = page?.pageInfo.hasNextPage ? (page.pageInfo.endCursor ?? null) : null;
      } while (after !== null);
      if (current) setRooms(found);
    });
    return () => {
      current = false;
    };
  }, [app, changed]);
  return rooms;
}
