import type { App } from "../../state/app.ts";
import { isInCall } from "../../state/in_call.ts";
import { text } from "../../text/index.ts";
import type { OpenedRoom } from "../room/opened.ts";
import { type OwnCommand, ownCommand } from "./commands.ts";

/** Does what somebody typed, and answers with what to show them; null if there is nothing to say, or it was said. */
export async function runCommand(app: App, room: OpenedRoom, typed: string): Promise<string | null> {
  if (!typed.trimStart().startsWith("/")) return text.composer.notACommand;
  const own = ownCommand(typed);
  if (own) return runOwn(app, room, own, typed);
  return (await asked(app, room, typed)) ?? null;
}

async function runOwn(app: App, room: OpenedRoom, command: OwnCommand, typed: string): Promise<string | null> {
  const call = room.ongoingCall;
  switch (command.does) {
    case "start":
      app.entering.begin({ entry: { start: room.id, ...titled(command.title) }, room, callId: call?.id ?? null }, true);
      return null;
    case "join":
      if (!call) return text.composer.noCall;
      app.entering.begin({ entry: { join: call.id }, room, callId: call.id }, true);
      return null;
    case "leave":
      if (!call || !isInCall(app.ringlog.call.getSnapshot(), call.id)) return text.composer.notInCall;
      await app.attemptTo(() => app.ringlog.call.leave());
      return text.composer.left;
    default:
      return statistics(app, room, typed);
  }
}

const titled = (title: string) => (title ? { title } : {});

/** What this device knows of its last call, and what the server does, as one JSON object. */
async function statistics(app: App, room: OpenedRoom, typed: string): Promise<string | null> {
  const answer = await asked(app, room, typed);
  if (answer === undefined) return null;
  const device = await app.ringlog.statistics();
  return JSON.stringify({ device, server: fromServer(answer) }, null, 2);
}

/** JSON if there is a call to tell of, a sentence if there is none. */
function fromServer(answer: string): unknown {
  try {
    return JSON.parse(answer);
  } catch {
    return answer;
  }
}

/** The server's answer; undefined if it was refused, which was said. */
async function asked(app: App, room: OpenedRoom, typed: string): Promise<string | undefined> {
  const { api, deviceId } = app.ringlog;
  const input = { roomId: room.id, text: typed, deviceId: await deviceId };
  const done = await app.attempt(() => api.runSlashCommand(input));
  return done?.text;
}
