import "./avatar.css";
import { useState } from "preact/hooks";

interface Person {
  readonly id: string;
  readonly name: string;
  readonly avatarUrl?: string | null;
}

/** The first letters of the first and the last word, as people are told apart at a glance. */
export function initials(name: string): string {
  const words = name.trim().split(/\s+/);
  const chosen = words.length > 1 ? [words[0], words.at(-1)] : words;
  return chosen.map((word) => [...(word ?? "")][0]?.toLocaleUpperCase() ?? "").join("");
}

/** A person's picture, or their initials without one. Their name has to stand beside it, or in `label`. */
export function Avatar({ person, size = 32, label }: { person: Person; size?: number; label?: string }) {
  const [broken, setBroken] = useState<string | null>(null);
  const { avatarUrl } = person;
  return (
    <span
      class="avatar"
      style={{ inlineSize: `${size}px`, blockSize: `${size}px`, fontSize: `${size * 0.4}px` }}
      role="img"
      aria-label={label}
      title={label}
      aria-hidden={label === undefined}
    >
      {avatarUrl && avatarUrl !== broken ? (
        <img src={avatarUrl} alt="" referrerpolicy="no-referrer" onError={() => setBroken(avatarUrl)} />
      ) : (
        initials(person.name)
      )}
    </span>
  );
}

/** A few people, and how many more there are. */
export function Avatars({ people, total, size = 24 }: { people: readonly Person[]; total: number; size?: number }) {
  const more = total - people.length;
  return (
    <span class="avatars">
      {people.map((person) => (
        <Avatar key={person.id} person={person} size={size} label={person.name} />
      ))}
      {more > 0 && <span class="more">+{more}</span>}
    </span>
  );
}
