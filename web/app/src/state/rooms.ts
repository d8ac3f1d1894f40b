import { type ReadonlySignal, signal } from "@preact/signals";
import { type Live, observe, type Ringlog, type Sidebar, type SidebarRoom } from "@ringlog/client";

export type ListedRoom = Pick<
  SidebarRoom,
  "id" | "externalId" | "name" | "kind" | "state" | "callLink" | "ongoingCall"
>;

/** All rooms of the viewer with what goes on in them, and what is the viewer's own; live until closed. */
export class Rooms {
  readonly #list = signal<readonly ListedRoom[] | undefined>(undefined);
  readonly #own = signal<Sidebar["own"]>(null);
  readonly #unread = signal<Sidebar["unread"]>([]);
  readonly #ringlog: Ringlog;
  readonly #stop: () => void;
  #all: readonly ListedRoom[] | undefined;
  #live: Live<Sidebar> | undefined;

  constructor(ringlog: Ringlog) {
    this.#ringlog = ringlog;
    this.#stop = observe(ringlog.api.sidebar(), (live) => this.#tell(live));
  }

  /** undefined until they are known. */
  get list(): ReadonlySignal<readonly ListedRoom[] | undefined> {
    return this.#list;
  }

  /** Rings, missed calls, the viewer's devices in calls, preferences; null until they are known. */
  get own(): ReadonlySignal<Sidebar["own"]> {
    return this.#own;
  }

  /** How many messages of a call's chat the viewer hasn't read. */
  unreadIn(callId: string): number {
    return this.#unread.value.find(({ call }) => call.id === callId)?.viewerUnreadCount ?? 0;
  }

  close(): void {
    this.#stop();
  }

  #tell(live: Live<Sidebar>): void {
    const isBack = live.current && !this.#live?.current;
    this.#live = live;
    this.#own.value = live.data?.own ?? null;
    this.#unread.value = live.data?.unread ?? [];
    this.#show();
    if (isBack) void this.#load().catch(() => {}); // the next connection asks again
  }

  async #load(): Promise<void> {
    const found: ListedRoom[] = [];
    for await (const page of pages(this.#ringlog)) found.push(...page);
    this.#all = found;
    this.#show();
  }

  #show(): void {
    const [all, live] = [this.#all, this.#live?.data?.rooms];
    if (!all || !live) return;
    const known = new Set(all.map(({ id }) => id));
    const others = [...live.values()].filter(({ id }) => !known.has(id));
    this.#list.value = [...all.map((room) => live.get(room.id) ?? room), ...others];
  }
}

async function* pages({ api }: Ringlog): AsyncGenerator<readonly ListedRoom[]> {
  let after: string | null = null;
  do {
    const { nodes, pageInfo }: Awaited<ReturnType<typeof api.rooms>> = await api.rooms(after);
    yield nodes.map((room) => ({ ...room, ongoingCall: null })); // which calls there are, the sidebar tells
    after = pageInfo.hasNextPage ? (pageInfo.endCursor ?? null) : null;
  } while (after !== null);
}
