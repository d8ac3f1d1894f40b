import { useEffect, useMemo } from "preact/hooks";
import { sentenceOf, useApp } from "../../state/app.ts";
import { Pages } from "../../state/pages.ts";
import { duration, timeOfDay } from "../../text/format.ts";
import { text } from "../../text/index.ts";
import { Avatar } from "../../ui/Avatar.tsx";
import { Button } from "../../ui/Button.tsx";
import { arcsOf, type Stretch } from "../../ui/rings.ts";
import type { Attendee, ConferenceLog } from "./log.ts";
import { stretchesOf, timeOf } from "./stretches.ts";

type Identified = Attendee & { readonly id: string };

const identified = (attendee: Attendee): Identified => ({ ...attendee, id: attendee.user.id });

/** Who was in the call, and when: a table with a lane for each. */
export function Attendees({ log }: { log: ConferenceLog }) {
  const { api } = useApp().ringlog;
  const callId = log.call.id;
  const pages = useMemo(
    () =>
      new Pages<Identified>(async (after) => {
        const page = after === null ? log.attendees : await api.attendees(callId, after);
        return page
          ? { ...page, nodes: page.nodes.map(identified) }
          : { nodes: [], pageInfo: { hasNextPage: false, endCursor: null } };
      }),
    [api, callId],
  );
  useEffect(() => {
    pages.begin({ ...log.attendees, nodes: log.attendees.nodes.map(identified) });
  }, [pages, log.attendees]);
  const problem = pages.problem.value;
  const call = timeOf(log);
  return (
    <section class="attendees">
      <h2>
        {text.log.attendees} <span class="quiet">{log.attendees.totalCount}</span>
      </h2>
      <table>
        <thead>
          <tr class="small quiet">
            <th scope="col">{text.log.attendee}</th>
            <th scope="col">
              <span class="unseen">{text.log.presence}</span>
              <span class="axis" aria-hidden="true">
                <span>{timeOfDay(log.startedAt)}</span>
                <span>{timeOfDay(log.endedAt)}</span>
              </span>
            </th>
            <th scope="col" class="total">
              {text.log.total}
            </th>
          </tr>
        </thead>
        <tbody>
          {pages.items.value?.map((attendee) => (
            <Lane key={attendee.id} attendee={attendee} call={call} />
          ))}
        </tbody>
      </table>
      {problem !== undefined && <p role="alert">{sentenceOf(problem)}</p>}
      {pages.hasMore.value && <Button label={text.common.showMore} onClick={() => void pages.more()} />}
    </section>
  );
}

function Lane({ attendee: { user, attendances }, call }: { attendee: Attendee; call: Stretch }) {
  const stretches = stretchesOf(attendances);
  const seconds = stretches.reduce((sum, { from, until }) => sum + (until - from) / 1000, 0);
  return (
    <tr>
      <th scope="row">
        <span class="who">
          <Avatar person={user} size={28} />
          <span>{user.name}</span>
        </span>
      </th>
      <td>
        <div class="lane" aria-hidden="true">
          {arcsOf(stretches, call).map(({ from, until }) => (
            <span key={from} style={{ insetInlineStart: `${100 * from}%`, inlineSize: `${100 * (until - from)}%` }} />
          ))}
        </div>
        <ul class="small quiet">
          {attendances.map((each) => (
            <li key={each.joinedAt}>
              {text.log.stay(timeOfDay(each.joinedAt), timeOfDay(each.leftAt))}
              {each.leaveReason && <span>, {text.log.leftBecause[each.leaveReason]}</span>}
            </li>
          ))}
        </ul>
      </td>
      <td class="total">{duration(seconds)}</td>
    </tr>
  );
}
