import { X } from "lucide";
import { text } from "../../text/index.ts";
import { Button } from "../../ui/Button.tsx";

export interface Answered {
  readonly number: number;
  readonly command: string;
  readonly answer: string;
}

/** What a command answered: only whoever typed it sees it, until they leave the room or put it away. */
export function Answer({ answered, onClose }: { answered: Answered; onClose: () => void }) {
  return (
    <li class="answer">
      <header>
        <p class="quiet small">
          <strong>{answered.command}</strong> · {text.composer.onlyYou}
        </p>
        <Button label={text.composer.putAway} icon={X} iconOnly look="quiet" onClick={onClose} />
      </header>
      <pre>{answered.answer}</pre>
    </li>
  );
}
