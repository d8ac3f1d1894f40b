import "./composer.css";
import { CornerDownLeft } from "lucide";
import { useEffect, useId, useState } from "preact/hooks";
import { useApp } from "../../state/app.ts";
import { text } from "../../text/index.ts";
import { Button } from "../../ui/Button.tsx";
import type { OpenedRoom } from "../room/opened.ts";
import { CommandList } from "./CommandList.tsx";
import { completions, filledIn, type SlashCommand } from "./commands.ts";
import { runCommand } from "./run_command.ts";

interface ComposerProps {
  room: OpenedRoom;
  /** Shows what a command answered, to this person alone. */
  onAnswer: (command: string, answer: string) => void;
}

/** A line for slash commands: a combobox, whose list is of the commands that what was typed may become. */
export function Composer({ room, onAnswer }: ComposerProps) {
  const app = useApp();
  const commands = useCommands();
  const [typed, setTyped] = useState("");
  const [active, setActive] = useState(-1); // which of the list; -1 for none
  const [closed, setClosed] = useState(false); // by Escape, until something is typed
  const list = useId();
  const offered = closed ? [] : completions(typed, commands);
  const chosen = offered[active];
  const write = (now: string) => {
    setTyped(now);
    setActive(-1);
    setClosed(false);
  };
  const run = async (event: Event) => {
    event.preventDefault();
    const command = typed.trim();
    if (!command) return;
    write("");
    const answer = await runCommand(app, room, command);
    if (answer !== null) onAnswer(command, answer);
  };
  const key = (event: KeyboardEvent) => {
    const action = actionOf(event.key, offered, active);
    if (action === null) return;
    event.preventDefault();
    if (action === "close") setClosed(true);
    else if (typeof action === "number") setActive(action);
    else write(filledIn(action));
  };
  return (
    <form class="composer" onSubmit={(event) => void run(event)}>
      <CommandList id={list} commands={offered} active={active} choose={(command) => write(filledIn(command))} />
      <input
        role="combobox"
        aria-label={text.composer.field}
        aria-expanded={offered.length > 0}
        aria-controls={list}
        aria-autocomplete="list"
        aria-activedescendant={chosen && `${list}-${active}`}
        placeholder={text.composer.placeholder}
        autoComplete="off"
        spellcheck={false}
        value={typed}
        onInput={({ currentTarget }) => write(currentTarget.value)}
        onKeyDown={key}
        onBlur={() => setClosed(true)}
      />
      <Button label={text.composer.run} icon={CornerDownLeft} iconOnly look="quiet" type="submit" />
    </form>
  );
}

/** What a key does while commands are offered: close the list, make one active, or take one; null for what it does anyway. */
function actionOf(
  key: string,
  offered: readonly SlashCommand[],
  active: number,
): "close" | number | SlashCommand | null {
  if (offered.length === 0) return null;
  switch (key) {
    case "Escape":
      return "close";
    case "ArrowDown":
      return (active + 1) % offered.length;
    case "ArrowUp":
      return active <= 0 ? offered.length - 1 : active - 1;
    case "Tab":
      return offered[active] ?? offered[0] ?? null;
    case "Enter":
      return offered[active] ?? null;
    default:
      return null;
  }
}

function useCommands(): readonly SlashCommand[] {
  const { api } = useApp().ringlog;
  const [commands, setCommands] = useState<readonly SlashCommand[]>([]);
  useEffect(() => {
    api.slashCommands().then(setCommands, () => {}); // then nothing is completed
  }, [api]);
  return commands;
}
