/** Which entries of a list are on the page. */
export interface Rows {
  readonly first: number;
  /** The last one; before the first if there are none. */
  readonly last: number;
}

const BEYOND = 8; // entries that are made before they are seen

/** Those that are seen, with some around them. scrolled, seen, height: in pixels, the last of an entry. */
export function rowsAt(scrolled: number, seen: number, height: number, count: number): Rows {
  if (height <= 0) return { first: 0, last: Math.min(count, 1) - 1 }; // one, to be measured
  const first = Math.max(0, Math.floor(scrolled / height) - BEYOND);
  const last = Math.min(count - 1, Math.ceil((scrolled + seen) / height) + BEYOND);
  return { first: Math.min(first, Math.max(0, count - 1)), last };
}

/** Where a key leads to from an entry; undefined if it is none of those that lead anywhere. */
export function ledTo(key: string, from: number, count: number, perPage: number): number | undefined {
  const step = { ArrowDown: 1, ArrowUp: -1, PageDown: perPage, PageUp: -perPage, Home: -count, End: count }[key];
  return step === undefined ? undefined : Math.min(count - 1, Math.max(0, from + step));
}

/** By how many entries the one that was at an index has moved on: what came before it, less what went. */
export function movedBy(before: readonly { id: string }[], now: readonly { id: string }[], index: number): number {
  const id = before[index]?.id;
  const at = id === undefined ? -1 : now.findIndex((each) => each.id === id);
  return at < 0 ? 0 : at - index;
}
