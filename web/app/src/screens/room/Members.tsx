import "./members.css";
import type { Ringlog } from "@ringlog/client";
import { useEffect, useState } from "preact/hooks";
import { useApp } from "../../state/app.ts";
import { text } from "../../text/index.ts";
import { Avatar } from "../../ui/Avatar.tsx";
import { Button } from "../../ui/Button.tsx";
import { Dialog } from "../../ui/Dialog.tsx";

type Page = NonNullable<Awaited<ReturnType<Ringlog["api"]["members"]>>>;

/** Who may see the room and call in it, page by page. */
export function Members({ roomId, onClose }: { roomId: string; onClose: () => void }) {
  const app = useApp();
  const [pages, setPages] = useState<readonly Page[]>([]);
  const last = pages.at(-1);
  const more = async (known: readonly Page[], after: string | null) => {
    const page = await app.attemptTo(() => app.ringlog.api.members(roomId, after));
    if (page) setPages([...known, page]);
  };
  useEffect(() => void more([], null), [roomId]);
  return (
    <Dialog title={last ? text.room.membersOf(last.totalCount) : text.room.members} onClose={onClose}>
      <ul class="members">
        {pages
          .flatMap(({ nodes }) => nodes)
          .map((person) => (
            <li key={person.id}>
              <Avatar person={person} />
              <span class="cut">{person.name}</span>
              {!person.active && <span class="quiet small">{text.room.deactivated}</span>}
            </li>
          ))}
      </ul>
      {last?.pageInfo.hasNextPage && (
        <Button label={text.common.showMore} onClick={() => void more(pages, last.pageInfo.endCursor ?? null)} />
      )}
    </Dialog>
  );
}
