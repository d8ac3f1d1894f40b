import { describe, expect, it } from "vitest";
import { completions, filledIn, ownCommand, type SlashCommand } from "../src/screens/composer/commands.ts";

const command = (command: string, argument: string | null = null): SlashCommand => ({
  command,
  argument,
  argumentRequired: false,
  help: "",
});
const COMMANDS = [
  command("/call start", "[title]"),
  command("/call stats"),
  command("/call recording start"),
  command("/call recording stop"),
];
const offered = (typed: string) => completions(typed, COMMANDS).map(({ command }) => command.slice(6));

describe("the line for slash commands", () => {
  it("offers what the text may become, however it is written, and nothing once it is typed", () => {
    expect(offered("/")).toHaveLength(4);
    expect(offered("/call ")).toHaveLength(4);
    expect(offered("/CALL  sta")).toEqual(["start", "stats"]);
    expect(offered("/call recording sto")).toEqual(["recording stop"]);
    expect(offered("/call stats")).toEqual([]);
    expect(offered("/call start Standup")).toEqual([]);
    for (const other of ["", "hello", "call", "/callback"]) expect(offered(other)).toEqual([]);
  });

  it("leaves room for what may follow", () => {
    expect(COMMANDS.slice(0, 2).map(filledIn)).toEqual(["/call start ", "/call stats"]);
  });

  it("does itself what has to do with its own media, and leaves the rest to the server", () => {
    expect(ownCommand(" /call  start Stand up ")).toEqual({ does: "start", title: "Stand up" });
    expect(ownCommand("/call leave")).toEqual({ does: "leave" });
    for (const other of ["/call leave now", "/call help", "/call", "/other start"])
      expect(ownCommand(other)).toBeNull();
  });
});
