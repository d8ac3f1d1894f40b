import { useEffect, useState } from "preact/hooks";
import { useApp } from "../../state/app.ts";
import { completions, filledIn, type SlashCommand } from "./commands.ts";

/** What stands in the line for slash commands, and which of them are offered. */
export function useCommandLine() {
  const commands = useCommands();
  const [typed, setTyped] = useState("");
  const [active, setActive] = useState(-1); // which of the offered; -1 for none
  const [closed, setClosed] = useState(false); // until something is typed
  const offered = closed ? [] : completions(typed, commands);
  const write = (now: string) => {
    setTyped(now);
    setActive(-1);
    setClosed(false);
  };
  const choose = (command: SlashCommand) => write(filledIn(command));
  const press = (event: KeyboardEvent) => {
    const action = actionOf(event.key, offered, active);
    if (action === null) return;
    event.preventDefault();
    if (action === "close") setClosed(true);
    else if (typeof action === "number") setActive(action);
    else choose(action);
  };
  return { typed, offered, active, write, choose, press, close: () => setClosed(true) };
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
