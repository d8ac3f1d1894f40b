import { batch, computed, effect, type ReadonlySignal, signal } from "@preact/signals";
import {
  type CallView,
  type Capability,
  type LostInput,
  MOST_PICTURES,
  type Own,
  observe,
  type Picture,
  type WatchPermissionsSubscription,
} from "@ringlog/client";
import { createContext } from "preact";
import { useContext } from "preact/hooks";
import type { App } from "../../state/app.ts";
import { signalOf } from "../../state/signal_of.ts";
import type { Situation } from "./notices/notices.ts";
import { type PersonInCall, participantsOf } from "./people/participants.ts";
import { type Choice, capacity, type Layout, layoutNow, pagesOf, speakerNow } from "./stage/layout.ts";
import { type Tile, tilesOf } from "./tiles.ts";

/** What stands beside the stage. */
export type Panel = "people" | "thread";

export type Permissions = Extract<WatchPermissionsSubscription["call"], { call: unknown }>["call"];

const SHOWS: ReadonlySet<CallView["phase"]["at"]> = new Set(["connecting", "connected", "reconnecting"]);
const OVER: ReadonlySet<CallView["phase"]["at"]> = new Set(["left", "ended", "removed", "takenOver", "failed"]);
const NARROW = 480; // px: a phone's
const LEAST = { narrow: 144, wide: 208 }; // px that a tile is wide at least

/** The call as it is on the screen: what the client tells, and how the person wants to see it. */
export class CallScreen {
  readonly view: ReadonlySignal<CallView>;
  readonly own: ReadonlySignal<Own>;
  readonly lost: ReadonlySignal<LostInput | null>;
  readonly choice = signal<Choice | null>(null);
  readonly page = signal(0);
  /** Of the stage's grid, in px. */
  readonly area = signal({ width: 0, height: 0 });
  readonly panel = signal<Panel | null>(null);
  /** The video that can float above other windows, and whether it does. */
  readonly floatingVideo = signal<HTMLVideoElement | null>(null);
  readonly floating = signal(false);
  readonly #permissions = signal<Permissions | null>(null);
  readonly #keptFor = signal<number | null>(null);
  readonly #now = signal(Date.now());
  readonly #stop: (() => void)[];
  #tiles: readonly Tile[] = [];
  #people: readonly PersonInCall[] = [];
  #speaker: string | null = null;

  constructor(readonly app: App) {
    const { call } = app.ringlog;
    const [view, stopView] = signalOf(call);
    const [own, stopOwn] = signalOf(call.own);
    const [lost, stopLost] = signalOf(call.own.lost);
    this.view = view;
    this.own = own;
    this.lost = lost;
    this.#stop = [
      stopView,
      stopOwn,
      stopLost,
      effect(() => this.#collapseWhen(app.place.value, this.isIn.value)),
      effect(() => this.#followPermissions()),
      effect(() => this.#askTimeKept()),
      effect(() => this.#tick()),
      effect(() => {
        if (this.isIn.value && this.sessionId.value) call.show(this.#wanted.value);
      }),
    ];
  }

  readonly phase = computed(() => this.view.value.phase);
  readonly call = computed(() => this.view.value.call);
  readonly callId = computed(() => this.view.value.callId);
  readonly sessionId = computed(() => this.view.value.sessionId);
  readonly speaking = computed(() => this.view.value.speaking);
  readonly received = computed(() => this.view.value.received);
  /** Whether this device is in a call that has been answered, or needs no answer. */
  readonly isIn = computed(() => SHOWS.has(this.phase.value.at));
  /** Whether the last call is over, in which this device was. */
  readonly isOver = computed(() => OVER.has(this.phase.value.at) && this.sessionId.value !== null);
  readonly expanded = computed(() => this.isIn.value && this.app.callExpanded.value);
  readonly share = computed(() => this.call.value?.screenShare ?? null);
  readonly permissions = computed(() => this.#permissions.value);
  readonly recording = computed(() => this.call.value?.recording ?? null);
  readonly reactions = computed(() => this.call.value?.reactions ?? []);
  readonly #provider = computed(() => this.call.value?.provider ?? null);
  /** What the call's provider carries. */
  readonly can = computed<ReadonlySet<Capability>>(() => new Set(this.#provider.value?.capabilities));

  /** This device in the call. */
  readonly session = computed(() => this.call.value?.sessions.find(({ id }) => id === this.sessionId.value));
  /** The viewer in the call. */
  readonly self = computed(() => {
    const own = this.sessionId.value;
    return this.call.value?.participants.find(({ sessions }) => sessions.some(({ id }) => id === own));
  });

  readonly tiles = computed(() => {
    this.#tiles = tilesOf(this.call.value, this.sessionId.value, this.#tiles);
    return this.#tiles;
  });
  readonly people = computed(() => {
    this.#people = participantsOf(this.call.value, this.sessionId.value, this.#people);
    return this.#people;
  });
  readonly speaker = computed(() => {
    const speaker = speakerNow(this.#speaker, this.tiles.value, this.speaking.value);
    this.#speaker = speaker?.id ?? null;
    return speaker;
  });
  readonly layout = computed<Layout>(() => layoutNow(this.choice.value, this.share.value?.startedAt ?? null));
  readonly pages = computed(() => {
    const { width, height } = this.area.value;
    const size = capacity(width, height, width < NARROW ? LEAST.narrow : LEAST.wide, MOST_PICTURES);
    return pagesOf(this.tiles.value, size);
  });
  readonly pageNow = computed(() => Math.min(this.page.value, this.pages.value.length - 1));

  choose(layout: Layout): void {
    this.choice.value = { layout, share: this.share.value?.startedAt ?? null };
  }

  /** Opens a panel, or puts it away. */
  toggle(panel: Panel): void {
    this.panel.value = this.panel.value === panel ? null : panel;
  }

  /** How the call stands now, of which notices are made. */
  situation(): Situation {
    const { clock } = this.app.ringlog;
    return {
      view: this.view.value,
      microphone: this.own.value.microphone !== null,
      viewer: this.app.viewer.user?.id ?? null,
      keptFor: this.#keptFor.value,
      now: this.#now.value,
      until: (moment) => clock.until(moment),
    };
  }

  /** What to show in a window of its own: the screen that is shared, or who speaks; undefined if neither can be seen. */
  readonly floatingStream = computed(() => {
    const [share, speaker] = [this.share.value, this.speaker.value];
    const screen = share && this.stream(share.session.id, "SCREEN");
    return screen ?? (speaker && this.stream(speaker.id, "CAMERA"));
  });

  /** What arrives of a session, or its own picture; undefined while there is none. */
  stream(sessionId: string, kind: Picture["kind"]): MediaStream | undefined {
    if (sessionId === this.sessionId.value) return kind === "CAMERA" ? this.#ownCamera.value : undefined;
    return this.received.value.find((each) => each.sessionId === sessionId && each.kind === kind)?.stream;
  }

  close(): void {
    for (const stop of this.#stop) stop();
  }

  readonly #ownCameraTrack = computed(() => this.own.value.camera);
  readonly #ownCamera = computed(() => {
    const track = this.#ownCameraTrack.value;
    return track ? new MediaStream([track]) : undefined;
  });

  /** The pictures that are on the screen, the most important first. */
  readonly #wanted = computed<readonly Picture[]>(() => {
    const { value: share } = this.share;
    const screen: Picture[] = share ? [{ sessionId: share.session.id, kind: "SCREEN" }] : [];
    const layout = this.expanded.value ? this.layout.value : null;
    const showsSpeaker = this.floating.value || layout === "speaker" || layout === "screen";
    const speaker = showsSpeaker && this.speaker.value ? [this.speaker.value] : [];
    if (layout === null) return [...screen, ...cameras(speaker)];
    if (layout === "grid") return cameras([...speaker, ...(this.pages.value[this.pageNow.value] ?? [])]);
    return [...(layout === "screen" ? screen : []), ...cameras([...speaker, ...this.tiles.value])];
  });

  /** Whoever goes somewhere else wants to see that; and the next call begins small. */
  #collapseWhen(_place: unknown, isIn: boolean): void {
    batch(() => {
      this.app.callExpanded.value = false;
      if (isIn) return;
      this.choice.value = null;
      this.panel.value = null;
      this.page.value = 0;
    });
  }

  #tick(): (() => void) | undefined {
    if (!this.isIn.value) return undefined;
    const timer = setInterval(() => {
      this.#now.value = Date.now();
    }, REFRESH);
    return () => clearInterval(timer);
  }

  readonly #roomId = computed(() => (this.isIn.value ? this.call.value?.room.id : undefined));

  /** Beforehand: once the connection is lost nothing can be asked. */
  #askTimeKept(): void {
    const { value: roomId } = this.#roomId;
    if (roomId === undefined) return;
    const asked = this.app.ringlog.api.roomSettings(roomId);
    asked.then(
      (settings) => {
        const setting = settings?.find(({ name }) => name === "calls.reconnect_time");
        this.#keptFor.value = setting && "integer" in setting ? setting.integer : null;
      },
      () => {}, // then no time is shown
    );
  }

  #followPermissions(): (() => void) | undefined {
    const { value: callId } = this.callId;
    this.#permissions.value = null;
    if (callId === null || !this.isIn.value) return undefined;
    return observe(this.app.ringlog.api.permissions(callId), ({ data }) => {
      this.#permissions.value = data && "call" in data.call ? data.call.call : null;
    });
  }
}

const REFRESH = 1_000; // ms, of times left

function cameras(tiles: readonly Tile[]): Picture[] {
  return tiles.filter((tile) => tile.camera && !tile.isThisDevice).map(({ id }) => ({ sessionId: id, kind: "CAMERA" }));
}

const Context = createContext<CallScreen | null>(null);
export const CallScreenProvider = Context.Provider;

/** Only for what is shown inside of a Call. */
export function useCallScreen(): CallScreen {
  const screen = useContext(Context);
  if (!screen) throw new Error("This is no part of a call's screen.");
  return screen;
}
