import { gemoji } from "gemoji";

/** An emoji and how it is called. Loaded when somebody looks for one. */
export interface Emoji {
  readonly emoji: string;
  readonly name: string;
  readonly category: string;
  /** All by which it is found, in lower case. */
  readonly words: string;
}

const ALL: readonly Emoji[] = gemoji.map(({ emoji, description, category, names, tags }) => ({
  emoji,
  name: description,
  category,
  words: [description, ...names, ...tags].join(" ").toLowerCase(),
}));
const BY_SHORT_NAME = new Map(gemoji.flatMap(({ emoji, names }) => names.map((name) => [name, emoji] as const)));
const MOST = 200; // shown at a time

export const CATEGORIES: readonly string[] = [...new Set(ALL.map(({ category }) => category))];

/** All that have these words, those first whose name begins so; or a category's, without any. */
export function found(search: string, category: string): readonly Emoji[] {
  const words = search.toLowerCase().split(/\s+/).filter(Boolean);
  if (!words.length) return ALL.filter((each) => each.category === category);
  const all = ALL.filter((each) => words.every((word) => each.words.includes(word)));
  const begins = (each: Emoji) => each.words.startsWith(words[0] ?? "");
  return [...all.filter(begins), ...all.filter((each) => !begins(each))].slice(0, MOST);
}

/** The emoji of a short name such as `thumbsup`, with colons around it or not; undefined if there is none. */
export const emojiOf = (shortName: string): string | undefined => BY_SHORT_NAME.get(shortName.replace(/^:|:$/g, ""));
