import { keep, kept } from "@ringlog/client";

const KEPT = "ringlog.emoji"; // in localStorage: how often each was used, as JSON
const AT_FIRST = ["👍", "❤️", "😂", "🎉", "👏", "😮", "😢", "🙏"];

/** Those used most, filled up with those that everybody uses. */
export function mostUsed(counts: Readonly<Record<string, number>>): string[] {
  const own = Object.keys(counts).sort((one, other) => (counts[other] ?? 0) - (counts[one] ?? 0));
  return [...new Set([...own, ...AT_FIRST])].slice(0, AT_FIRST.length);
}

export const frequent = (): string[] => mostUsed(read());

export function used(emoji: string): void {
  const counts = read();
  keep(KEPT, JSON.stringify({ ...counts, [emoji]: (counts[emoji] ?? 0) + 1 }));
}

const read = (): Record<string, number> => countsIn(kept(KEPT));

/** What was kept, without what can't be ours. */
export function countsIn(json: string | null): Record<string, number> {
  try {
    const found: unknown = JSON.parse(json ?? "{}");
    const entries = typeof found === "object" && found !== null ? Object.entries(found) : [];
    return Object.fromEntries(entries.filter((entry): entry is [string, number] => typeof entry[1] === "number"));
  } catch {
    return {};
  }
}
