import type { RoomKind } from "@ringlog/client";

/** What somebody chose before their last calls, kept in their browser. What is left out is as the browser or the room has it. */
export interface Choices {
  readonly microphoneId?: string;
  readonly cameraId?: string;
  readonly speakerId?: string;
  readonly providerName?: string;
  /** Whether they go in with their microphone on, by the kind of room. */
  readonly microphone?: Partial<Record<RoomKind, boolean>>;
  readonly camera?: boolean;
  /** Whether they go in without being asked. */
  readonly atOnce?: boolean;
}

const KEY = "ringlog.choices";

export function keptChoices(): Choices {
  try {
    return choicesIn(localStorage.getItem(KEY));
  } catch {
    return {}; // a browser's settings may forbid it
  }
}

export function keepChoices(choices: Choices): void {
  try {
    localStorage.setItem(KEY, JSON.stringify(choices));
  } catch {
    // then they hold until the page is closed
  }
}

/** What was kept, without what can't be one of ours. */
export function choicesIn(kept: string | null): Choices {
  const found = parsed(kept);
  const { microphone } = found;
  const textOf = (key: string) => (typeof found[key] === "string" ? { [key]: found[key] } : {});
  const flagOf = (key: string) => (typeof found[key] === "boolean" ? { [key]: found[key] } : {});
  const byKind = Object.entries(record(microphone)).filter(([, on]) => typeof on === "boolean");
  return {
    ...textOf("microphoneId"),
    ...textOf("cameraId"),
    ...textOf("speakerId"),
    ...textOf("providerName"),
    ...flagOf("camera"),
    ...flagOf("atOnce"),
    ...(byKind.length ? { microphone: Object.fromEntries(byKind) } : {}),
  };
}

function parsed(kept: string | null): Record<string, unknown> {
  try {
    return record(JSON.parse(kept ?? ""));
  } catch {
    return {};
  }
}

const record = (value: unknown): Record<string, unknown> =>
  typeof value === "object" && value !== null ? { ...value } : {};
