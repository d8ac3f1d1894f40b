import { listed, percent } from "../../text/format.ts";
import { text } from "../../text/index.ts";
import { Ringprint } from "../../ui/Ringprint.tsx";
import { shareOf } from "../../ui/rings.ts";
import type { ConferenceLog } from "./log.ts";
import { ringingOf, stretchesOf, timeOf } from "./stretches.ts";

/** A call's mark, large, and in words: which share of it each of the first attendees was there. */
export function LogMark({ log }: { log: ConferenceLog }) {
  const call = timeOf(log);
  const people = log.attendees.nodes.map(({ user, attendances }) => ({
    name: user.name,
    stretches: stretchesOf(attendances),
  }));
  const shares = people.map(({ name, stretches }) => text.log.share(name, percent(shareOf(stretches, call))));
  return (
    <Ringprint
      people={people.map(({ stretches }) => stretches)}
      call={call}
      ringing={ringingOf(log)}
      size={112}
      label={text.log.shares(listed(shares))}
    />
  );
}
