/** What was before, if what is now says the same: then nothing that shows it is drawn again. Both are plain data. */
export function kept<T>(before: T | undefined, now: T): T {
  return before !== undefined && JSON.stringify(before) === JSON.stringify(now) ? before : now;
}

/** A list, each of whose items is the one before that had its key, unless something about it has changed. */
export function keptEach<T>(before: readonly T[], now: readonly T[], keyOf: (item: T) => string): readonly T[] {
  const known = new Map(before.map((item) => [keyOf(item), item]));
  const items = now.map((item) => kept(known.get(keyOf(item)), item));
  return items.length === before.length && items.every((item, index) => item === before[index]) ? before : items;
}
