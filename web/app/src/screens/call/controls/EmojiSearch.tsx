import { useEffect, useState } from "preact/hooks";
import { text } from "../../../text/index.ts";
import { Button } from "../../../ui/Button.tsx";

type Emojis = typeof import("./emoji.ts");

/** All emoji, by category or by what they are called. */
export function EmojiSearch({ onPick }: { onPick: (emoji: string) => void }) {
  const [emojis, setEmojis] = useState<Emojis | null>(null);
  const [search, setSearch] = useState("");
  const [category, setCategory] = useState<string | null>(null);
  useEffect(() => {
    import("./emoji.ts").then(setEmojis, () => {}); // it can be tried again by opening the menu anew
  }, []);
  if (!emojis) return <p class="quiet small">{text.common.loading}</p>;
  const chosen = category ?? emojis.CATEGORIES[0] ?? "";
  const found = emojis.found(search, chosen);
  return (
    <div class="emoji-search">
      <input
        type="search"
        aria-label={text.call.searchEmoji}
        placeholder={text.call.searchEmoji}
        value={search}
        onInput={({ currentTarget }) => setSearch(currentTarget.value)}
      />
      {search === "" && (
        <select
          aria-label={text.call.category}
          value={chosen}
          onChange={({ currentTarget }) => setCategory(currentTarget.value)}
        >
          {emojis.CATEGORIES.map((each) => (
            <option key={each} value={each}>
              {each}
            </option>
          ))}
        </select>
      )}
      <div class="emojis all">
        {found.map(({ emoji, name }) => (
          <Button
            key={emoji}
            class="emoji"
            label={emoji}
            look="quiet"
            aria-label={name}
            title={name}
            data-chooses
            onClick={() => onPick(emoji)}
          />
        ))}
      </div>
      <p class="quiet small" role="status">
        {found.length === 0 && text.call.noEmoji}
      </p>
    </div>
  );
}
