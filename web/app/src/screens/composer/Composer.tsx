import "./composer.css";
import { CornerDownLeft } from "lucide";
import { useId } from "preact/hooks";
import { useApp } from "../../state/app.ts";
import { text } from "../../text/index.ts";
import { Button } from "../../ui/Button.tsx";
import type { OpenedRoom } from "../room/opened.ts";
import { CommandList } from "./CommandList.tsx";
import { runCommand } from "./run_command.ts";
import { useCommandLine } from "./use_command_line.ts";

interface ComposerProps {
  room: OpenedRoom;
  /** Shows what a command answered, to this person alone. */
  onAnswer: (command: string, answer: string) => void;
}

/** A line for slash commands: a combobox, whose list is of the commands that what was typed may become. */
export function Composer({ room, onAnswer }: ComposerProps) {
  const app = useApp();
  const { typed, offered, active, write, choose, press, close } = useCommandLine();
  const list = useId();
  const run = async (event: Event) => {
    event.preventDefault();
    const command = typed.trim();
    if (!command) return;
    write("");
    const answer = await runCommand(app, room, command);
    if (answer !== null) onAnswer(command, answer);
  };
  return (
    <form class="composer" onSubmit={(event) => void run(event)}>
      <CommandList id={list} commands={offered} active={active} choose={choose} />
      <input
        role="combobox"
        aria-label={text.composer.field}
        aria-expanded={offered.length > 0}
        aria-controls={list}
        aria-autocomplete="list"
        aria-activedescendant={offered[active] && `${list}-${active}`}
        placeholder={text.composer.placeholder}
        autoComplete="off"
        spellcheck={false}
        value={typed}
        onInput={({ currentTarget }) => write(currentTarget.value)}
        onKeyDown={press}
        onBlur={close}
      />
      <Button label={text.composer.run} icon={CornerDownLeft} iconOnly look="quiet" type="submit" />
    </form>
  );
}
