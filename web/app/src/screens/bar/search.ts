import type { ConferenceSearchInput } from "@ringlog/client";

/** What somebody looks for; empty where they don't care. Days are as date fields have them, such as 2026-11-24. */
export interface Search {
  readonly title: string;
  readonly attendeeId: string;
  readonly firstDay: string;
  readonly lastDay: string;
}

export const ALL: Search = { title: "", attendeeId: "", firstDay: "", lastDay: "" };

/** What to ask the server for, by the days of the person's own time zone; null to ask for everything. */
export function asked({ title, attendeeId, firstDay, lastDay }: Search): ConferenceSearchInput | null {
  const [since, until] = [beginningOf(firstDay), beginningOf(lastDay, 1)];
  const given = {
    ...(title.trim() ? { title: title.trim() } : {}),
    ...(attendeeId ? { attendeeId } : {}),
    ...(since ? { since } : {}),
    ...(until ? { until } : {}),
  };
  return Object.keys(given).length > 0 ? given : null;
}

/** The moment at which a day begins, or one that many days later; undefined if it isn't a whole date. */
function beginningOf(day: string, later = 0): string | undefined {
  const [year, month, date] = day.split("-").map(Number);
  if (!year || !month || !date) return undefined;
  return new Date(year, month - 1, date + later).toISOString();
}
