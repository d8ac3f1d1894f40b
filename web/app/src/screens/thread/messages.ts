import type { PostShownFragment } from "@ringlog/client";

type Post = Pick<PostShownFragment, "id" | "author" | "postedAt">;

const PAUSE = 5 * 60_000; // ms after which a name is written again

/** Whether a message has to say whose it is: it is another person's than the one before, or written much later. */
export function saysWhose(message: Post, before: Post | undefined): boolean {
  if (before?.author.id !== message.author.id) return true;
  return Date.parse(message.postedAt) - Date.parse(before.postedAt) > PAUSE;
}

/** The oldest of the unread messages; undefined if there are none. newestFirst: messages. count: how many of others are unread. */
export function firstUnread(
  newestFirst: readonly Post[],
  viewerId: string | undefined,
  count: number,
): string | undefined {
  const ofOthers = newestFirst.filter(({ author }) => author.id !== viewerId);
  return ofOthers[Math.min(count, ofOthers.length) - 1]?.id;
}
