import { type ReadonlySignal, signal } from "@preact/signals";
import { DeviceProblem, type Outcome, RequestFailed, type Ringlog } from "@ringlog/client";
import { createContext } from "preact";
import { useContext } from "preact/hooks";
import { text } from "../text/index.ts";
import { Entering } from "./entering.ts";
import { HOME, type Place } from "./place.ts";
import { comeBackAfterReload } from "./reload.ts";
import { Rooms } from "./rooms.ts";
import { keepSpeaker } from "./speaker.ts";

/** A sentence that is shown for a while, or until it is put away if something went wrong. */
export interface Toast {
  readonly id: number;
  readonly sentence: string;
  readonly isProblem: boolean;
}

/** What stands beside a room. */
export type Panel = "bar" | "thread";

export type Viewer = Awaited<ReturnType<Ringlog["api"]["viewer"]>>;

/** What all screens share: the server, who is signed in, where one is, and what is said to them. */
export class App {
  readonly place = signal<Place>(HOME);
  /** What is open beside a room, if anything is. */
  readonly panel = signal<Panel | null>(null);
  /** The call whose thread the panel shows. */
  readonly threadOf = signal<string | null>(null);
  readonly rooms: Rooms;
  readonly entering: Entering;
  /** Whether the call fills the page's main part, rather than lying above it. */
  readonly callExpanded = signal(false);
  readonly #toasts = signal<readonly Toast[]>([]);
  readonly #stop: readonly (() => void)[];
  #toastCount = 0;

  constructor(
    readonly ringlog: Ringlog,
    readonly viewer: Viewer,
    /** Null where the chat product signs people in and out. */
    readonly signOut: (() => void) | null,
    /** What links to places begin with; nothing on Ringlog's own page. */
    readonly site = "",
  ) {
    this.rooms = new Rooms(ringlog);
    this.entering = new Entering(ringlog, this.rooms, this);
    this.#stop = [
      keepSpeaker(ringlog, this.entering.choices),
      comeBackAfterReload(ringlog, this.entering, viewer.user?.id ?? ""),
    ];
  }

  get toasts(): ReadonlySignal<readonly Toast[]> {
    return this.#toasts;
  }

  go(place: Place): void {
    this.place.value = place;
  }

  /** Opens a panel, or puts it away. */
  toggle(panel: Panel): void {
    this.panel.value = this.panel.value === panel ? null : panel;
  }

  openThread(callId: string): void {
    this.threadOf.value = callId;
    this.panel.value = "thread";
  }

  say(sentence: string, isProblem = false): void {
    this.#toastCount += 1;
    const toast = { id: this.#toastCount, sentence, isProblem };
    this.#toasts.value = [...this.#toasts.value.filter((each) => each.sentence !== sentence), toast];
  }

  putAway(toast: Toast): void {
    this.#toasts.value = this.#toasts.value.filter(({ id }) => id !== toast.id);
  }

  /** Does what a person asked for. A refusal or a problem is said to them; then it answers undefined. */
  async attempt<T>(action: () => Promise<Outcome<T>>): Promise<T | undefined> {
    try {
      const { done, refused } = await action();
      if (refused) this.#fails("refused", refused.code, refused.message);
      return done ?? undefined;
    } catch (problem) {
      this.#fails("failed", codeOf(problem), sentenceOf(problem));
      return undefined;
    }
  }

  /** The same for what answers with nothing or with something else than an outcome. */
  async attemptTo<T>(action: () => Promise<T>): Promise<T | undefined> {
    try {
      return await action();
    } catch (problem) {
      this.#fails("failed", codeOf(problem), sentenceOf(problem));
      return undefined;
    }
  }

  #fails(what: string, code: string, sentence: string): void {
    this.ringlog.support.journal.note(what, code);
    this.say(sentence, true);
  }

  /** Leaves the call, and lets go of the server. */
  close(): Promise<void> {
    for (const stop of this.#stop) stop();
    this.entering.close();
    this.rooms.close();
    return this.ringlog.close();
  }
}

function codeOf(problem: unknown): string {
  return problem instanceof RequestFailed || problem instanceof DeviceProblem ? problem.code : `${problem}`;
}

/** What to tell a person of it. What nobody foresaw goes to the console, too. */
export function sentenceOf(problem: unknown): string {
  if (problem instanceof RequestFailed || problem instanceof DeviceProblem) return problem.message;
  console.error(problem);
  return text.common.somethingWentWrong;
}

const Context = createContext<App | null>(null);
export const AppProvider = Context.Provider;

/** The app of whoever is signed in. Only for what is shown inside of an AppProvider. */
export function useApp(): App {
  const app = useContext(Context);
  if (!app) throw new Error("Nobody is signed in.");
  return app;
}
