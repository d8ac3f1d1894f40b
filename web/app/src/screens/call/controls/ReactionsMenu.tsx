import "./reactions.css";
import { SmilePlus } from "lucide";
import { useState } from "preact/hooks";
import { text } from "../../../text/index.ts";
import { Button } from "../../../ui/Button.tsx";
import { Menu } from "../../../ui/Menu.tsx";
import { useCallScreen } from "../call_screen.ts";
import { withKey } from "./Control.tsx";
import { EmojiSearch } from "./EmojiSearch.tsx";
import { frequent, used } from "./frequent.ts";
import { KEYS } from "./keys.ts";

/** The emoji that one uses most, and all others behind a button. */
export function ReactionsMenu() {
  const { app } = useCallScreen();
  const [shown, show] = useState(frequent);
  const [more, showMore] = useState(false);
  const react = (emoji: string) => {
    used(emoji);
    void app.attempt(() => app.ringlog.call.actions.react(emoji));
  };
  return (
    <Menu
      {...withKey({ shortcut: KEYS.reactions, label: text.call.react, icon: SmilePlus })}
      onClick={() => show(frequent())}
    >
      <div class="emojis">
        {shown.map((emoji) => (
          <Button key={emoji} class="emoji" label={emoji} look="quiet" data-chooses onClick={() => react(emoji)} />
        ))}
      </div>
      {more ? (
        <EmojiSearch onPick={react} />
      ) : (
        <Button label={text.call.moreEmoji} look="quiet" onClick={() => showMore(true)} />
      )}
    </Menu>
  );
}
