import { useEffect, useRef } from "preact/hooks";
import { text } from "../../text/index.ts";
import { type SlashCommand, signature } from "./commands.ts";

interface CommandListProps {
  id: string;
  commands: readonly SlashCommand[];
  active: number;
  choose: (command: SlashCommand) => void;
}

/** The list of a combobox: the focus stays in its field. */
export function CommandList({ id, commands, active, choose }: CommandListProps) {
  const list = useRef<HTMLDivElement>(null);
  useEffect(() => list.current?.children[active]?.scrollIntoView({ block: "nearest" }), [active]);
  return (
    <div
      ref={list}
      id={id}
      class="commands"
      role="listbox"
      aria-label={text.composer.commands}
      hidden={!commands.length}
    >
      {commands.map((command, index) => (
        <div
          key={command.command}
          id={`${id}-${index}`}
          role="option"
          tabIndex={-1}
          aria-selected={index === active}
          onPointerDown={(event) => event.preventDefault()}
          onPointerUp={() => choose(command)}
        >
          <strong>{signature(command)}</strong>
          <span class="quiet small">{command.help}</span>
        </div>
      ))}
    </div>
  );
}
