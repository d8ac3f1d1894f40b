import { Disc2 } from "lucide";
import { useEffect } from "preact/hooks";
import { useApp } from "../../state/app.ts";
import { useWatched } from "../../state/use_observable.ts";
import { duration, listed, when } from "../../text/format.ts";
import { text } from "../../text/index.ts";
import { Icon } from "../../ui/Icon.tsx";
import { memo } from "../../ui/memo.ts";
import { PlaceLink } from "../../ui/PlaceLink.tsx";
import { Ringprint } from "../../ui/Ringprint.tsx";
import type { Stretch } from "../../ui/rings.ts";
import { ringingOf, stretchesOf, timeOf } from "../log/stretches.ts";
import type { Presences } from "./presences.ts";
import type { ListedConference } from "./use_conferences.ts";

interface ConferenceEntryProps {
  roomId: string;
  conference: ListedConference;
  presences: Presences;
  tabindex: number;
}

interface EntryProps extends Pick<ConferenceEntryProps, "roomId" | "conference" | "tabindex"> {
  /** The first of its attendees, and when they were there. */
  people: readonly { readonly name: string; readonly stretches: readonly Stretch[] }[];
  /** How many attendees there are. */
  count: number;
  call: Stretch;
}

const NAMED = 3; // attendees

/** A call in the contextual bar. */
export const ConferenceEntry = memo((props: ConferenceEntryProps) =>
  props.conference.ongoing ? <Ongoing {...props} /> : <Ended {...props} />,
);

function Ended({ presences, ...entry }: ConferenceEntryProps) {
  const { call, attendeeCount } = entry.conference;
  useEffect(() => presences.want(call.id), [presences, call.id]);
  const attendees = presences.of(call.id).value?.attendees;
  const people = attendees?.nodes.map((each) => ({ name: each.user.name, stretches: stretchesOf(each.attendances) }));
  return (
    <Entry
      {...entry}
      people={people ?? []}
      count={attendees?.totalCount ?? attendeeCount}
      call={timeOf(entry.conference)}
    />
  );
}

/** With those who are in it now, and since when. */
function Ongoing({ presences: _, ...entry }: ConferenceEntryProps) {
  const { ringlog } = useApp();
  const callId = entry.conference.call.id;
  const { data } = useWatched(() => ringlog.api.call(callId), [ringlog, callId]);
  const sessions = data?.call && "call" in data.call ? data.call.call.sessions : [];
  const now = ringlog.clock.now();
  const people = new Map<string, { name: string; stretches: Stretch[] }>();
  for (const { user, joinedAt } of sessions) {
    const known = people.get(user.id)?.stretches ?? [];
    people.set(user.id, { name: user.name, stretches: [...known, { from: Date.parse(joinedAt), until: now }] });
  }
  return <Entry {...entry} people={[...people.values()]} count={people.size} call={timeOf(entry.conference, now)} />;
}

function Entry({ roomId, conference, tabindex, people, count, call }: EntryProps) {
  const { title, ongoing, initiator, startedAt, durationSeconds } = conference;
  return (
    <PlaceLink place={{ at: "conference", roomId, callId: conference.call.id }} class="conference" tabindex={tabindex}>
      <Ringprint people={people.map(({ stretches }) => stretches)} call={call} ringing={ringingOf(conference)} />
      <span class="about">
        <span class="title">
          <strong class="cut" dir="auto">
            {title}
          </strong>
          {isRecorded(conference) && (
            <span class="recorded">
              <Icon of={Disc2} size={16} />
              <span class="unseen">{text.bar.recorded}</span>
            </span>
          )}
          {ongoing && <span class="on-now">{text.bar.ongoing}</span>}
        </span>
        <span class="small quiet cut">
          <time dateTime={startedAt}>{when(startedAt)}</time>
          {durationSeconds !== null && <span> · {duration(durationSeconds)}</span>}
          <span> · {text.bar.startedBy(initiator.name)}</span>
        </span>
        <span class="small quiet cut">{namesOf(people, count)}</span>
      </span>
    </PlaceLink>
  );
}

const isRecorded = ({ call: { recording } }: ListedConference) => recording !== null && recording.state !== "FAILED";

function namesOf(people: EntryProps["people"], count: number): string {
  const names = people.slice(0, NAMED).map(({ name }) => name);
  const others = count - names.length;
  if (names.length === 0) return text.bar.attendees(count);
  return listed(others > 0 ? [...names, text.bar.others(others)] : names);
}
