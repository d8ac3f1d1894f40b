import { useEffect, useState } from "preact/hooks";
import { useApp } from "../../state/app.ts";
import { text } from "../../text/index.ts";
import { Button } from "../../ui/Button.tsx";
import { Field } from "../../ui/Field.tsx";
import { ALL, asked, type Search } from "./search.ts";

const PAUSE = 250; // ms after a key, before it is searched
const MOST_MEMBERS = 1_000; // to choose from
const LONGEST = 256; // characters that are searched for

interface Member {
  readonly id: string;
  readonly name: string;
}

interface BarSearchProps {
  roomId: string;
  search: Search;
  onSearch: (search: Search) => void;
}

/** What to look for among a room's calls. */
export function BarSearch({ roomId, search, onSearch }: BarSearchProps) {
  const [title, setTitle] = useState(search.title);
  const [narrows, setNarrows] = useState(false);
  useEffect(() => {
    if (title === search.title) return;
    const timer = setTimeout(() => onSearch({ ...search, title }), PAUSE);
    return () => clearTimeout(timer);
  }, [title, search, onSearch]);
  const clear = () => {
    setTitle("");
    onSearch(ALL);
  };
  return (
    <search class="bar-search">
      <Field label={text.bar.search}>
        {(control) => (
          <input
            type="search"
            maxLength={LONGEST}
            value={title}
            {...control}
            onInput={({ currentTarget }) => setTitle(currentTarget.value)}
          />
        )}
      </Field>
      <details onToggle={({ currentTarget }) => setNarrows(currentTarget.open)}>
        <summary class="small">{text.bar.narrow}</summary>
        {narrows && <Narrowing roomId={roomId} search={search} onSearch={onSearch} />}
      </details>
      {asked(search) && <Button label={text.bar.clear} onClick={clear} />}
    </search>
  );
}

function Narrowing({ roomId, search, onSearch }: BarSearchProps) {
  const day = (label: string, name: "firstDay" | "lastDay", limits: { min: string } | { max: string }) => (
    <Field label={label}>
      {(control) => (
        <input
          type="date"
          value={search[name]}
          {...control}
          {...limits}
          onChange={({ currentTarget }) => onSearch({ ...search, [name]: currentTarget.value })}
        />
      )}
    </Field>
  );
  return (
    <div class="narrowing">
      <Attendee roomId={roomId} id={search.attendeeId} onChoose={(attendeeId) => onSearch({ ...search, attendeeId })} />
      {day(text.bar.firstDay, "firstDay", { max: search.lastDay })}
      {day(text.bar.lastDay, "lastDay", { min: search.firstDay })}
    </div>
  );
}

function Attendee({ roomId, id, onChoose }: { roomId: string; id: string; onChoose: (id: string) => void }) {
  const app = useApp();
  const [members, setMembers] = useState<readonly Member[]>([]);
  useEffect(() => {
    let shown = true;
    void app.attemptTo(() => membersOf(app.ringlog.api, roomId)).then((found) => shown && found && setMembers(found));
    return () => {
      shown = false;
    };
  }, [app, roomId]);
  return (
    <Field label={text.bar.attendee}>
      {(control) => (
        <select value={id} {...control} onChange={({ currentTarget }) => onChoose(currentTarget.value)}>
          <option value="">{text.bar.anyone}</option>
          {members.map((member) => (
            <option key={member.id} value={member.id}>
              {member.name}
            </option>
          ))}
        </select>
      )}
    </Field>
  );
}

async function membersOf(api: ReturnType<typeof useApp>["ringlog"]["api"], roomId: string): Promise<Member[]> {
  const found: Member[] = [];
  let after: string | null = null;
  do {
    const page: Awaited<ReturnType<typeof api.members>> = await api.members(roomId, after);
    found.push(...(page?.nodes ?? []));
    after = page?.pageInfo.hasNextPage ? page.pageInfo.endCursor : null;
  } while (after !== null && found.length < MOST_MEMBERS);
  return found;
}
