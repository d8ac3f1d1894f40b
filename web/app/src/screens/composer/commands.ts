import type { AskSlashCommandsQuery } from "@ringlog/client";

export type SlashCommand = AskSlashCommandsQuery["slashCommands"][number];

const ROOT = "/call";

/** The commands that what was typed may become: those that it begins, in their order; none once one is typed in full. */
export function completions(typed: string, commands: readonly SlashCommand[]): readonly SlashCommand[] {
  const words = typed.trimStart().replace(/\s+/g, " ").toLowerCase();
  if (words === "" || !(ROOT.startsWith(words) || words.startsWith(ROOT))) return [];
  return commands.filter(({ command }) => command.startsWith(words.trimEnd()) && command !== words.trimEnd());
}

/** What stands in the field once a command was chosen. */
export const filledIn = ({ command, argument }: SlashCommand): string => (argument ? `${command} ` : command);

/** A command as it is shown in a list. */
export const signature = ({ command, argument }: SlashCommand): string => `${command} ${argument ?? ""}`.trim();

/** What this device does itself, rather than the server: all that has to do with its own media. */
export type OwnCommand =
  | { readonly does: "start"; readonly title: string }
  | { readonly does: "join" | "leave" | "stats" };

/** Null for what the server does. */
export function ownCommand(typed: string): OwnCommand | null {
  const [root, verb, ...rest] = typed.trim().split(/\s+/);
  if (root !== ROOT) return null;
  if (verb === "start") return { does: "start", title: rest.join(" ") };
  if (rest.length > 0) return null; // it takes no argument, and the server says so
  return verb === "join" || verb === "leave" || verb === "stats" ? { does: verb } : null;
}
