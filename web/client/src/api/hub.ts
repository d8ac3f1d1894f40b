import { type Client, createClient, type FormattedExecutionResult } from "graphql-ws/client";
import { type Observable, Store } from "../observable.ts";
import { ServerClock } from "./clock.ts";
import { RequestFailed, told } from "./errors.ts";
import { type Operation, patched } from "./patch.ts";
import type { Server } from "./requests.ts";
import { pause, waitBefore } from "./retry.ts";
import { impatient } from "./socket.ts";
import type { TypedDocument } from "./typed_document.ts";

/** What a subscription shows. Each state replaces the last, which it may be made of. */
export interface Live<R> {
  /** The newest state; undefined until the first is there. */
  readonly data: R | undefined;
  /** Whether it is how things stand; false while the connection is away. */
  readonly current: boolean;
  /** Why no states come any more; undefined while they do. */
  readonly error: RequestFailed | undefined;
}

/** Where the one connection stands. `closed` is how the last one ended: a close code of docs/api.md, and its reason. */
export interface ConnectionStatus {
  readonly state: "idle" | "connecting" | "connected";
  readonly closed: { readonly code: number; readonly reason: string } | undefined;
}

type Variables = Record<string, unknown>;
type Payload = FormattedExecutionResult<Record<string, unknown>, unknown>;

/** The state after a result: of a subscription that tells changes, by the state before. */
type After<R, S> = (before: S | undefined, told: R) => S;

interface Watching {
  readonly query: string;
  readonly variables: Variables;
  readonly extensions: { readonly patches: true };
}

interface Watched {
  readonly store: Store<Live<unknown>>;
  readonly after: After<unknown, unknown>;
  watchers: number;
  stop: () => void;
}

const PING_EVERY = 10_000; // ms
const PONG_WITHIN = 5_000; // ms
const LINGERS = 500; // ms: whoever unsubscribes and subscribes again at once costs nothing
const TRY_AGAIN = new Set(["UNAVAILABLE", "TOO_MANY_REQUESTS", "TOO_MANY_OPERATIONS", "EXECUTION_TOO_SLOW"]);
const NOTHING: Live<never> = { data: undefined, current: false, error: undefined };

/** All subscriptions over one WebSocket: those that ask the same share one, and all come back by themselves. */
export class Hub {
  /** Told anew by each connection. */
  readonly clock = new ServerClock();
  readonly #watched = new Map<string, Watched>();
  readonly #status = new Store<ConnectionStatus>({ state: "idle", closed: undefined });
  readonly #client: Client;
  readonly #wait: (ms: number) => Promise<void>;
  #closeCode: number | undefined;
  #asked = 0; // when the server was asked for the connection, and so for its time

  /** socket and wait: to be tested with. */
  constructor(server: Server, socket: typeof WebSocket = WebSocket, wait = pause) {
    this.#wait = wait;
    this.#client = createClient({
      url: server.url.replace(/^http/, "ws"),
      webSocketImpl: impatient(socket),
      connectionParams: async () => {
        const authorization = `Bearer ${await server.token()}`;
        this.#asked = Date.now();
        return { authorization };
      },
      lazyCloseTimeout: LINGERS,
      retryAttempts: Number.POSITIVE_INFINITY,
      shouldRetry: () => true, // also what is no close event: nothing was there
      retryWait: (failures) => wait(waitBefore(failures, this.#closeCode)),
      ...this.#keepAlive(),
    });
  }

  get status(): Observable<ConnectionStatus> {
    return this.#status;
  }

  /**
   * What a subscription shows, from the first subscriber on until after the last. `after` makes states of results that tell changes;
   * whoever watches the same has to give the same one.
   */
  watch<R, V extends Variables>(document: TypedDocument<R, V>, variables: V): Observable<Live<R>>;
  watch<R, V extends Variables, S>(
    document: TypedDocument<R, V>,
    variables: V,
    after: After<R, S>,
  ): Observable<Live<S>>;
  watch<V extends Variables>(
    document: TypedDocument<unknown, V>,
    variables: V,
    after: After<never, unknown> = replaced,
  ): Observable<Live<unknown>> {
    const key = `${document}${JSON.stringify(Object.entries(variables).sort())}`;
    return {
      getSnapshot: () => this.#watched.get(key)?.store.getSnapshot() ?? NOTHING,
      subscribe: (listener) => {
        const watched =
          this.#watched.get(key) ?? this.#begin(key, document, variables, after as After<unknown, unknown>);
        watched.watchers++;
        const unsubscribe = watched.store.subscribe(listener);
        return () => {
          unsubscribe();
          watched.watchers--;
          setTimeout(() => this.#end(key, watched), LINGERS);
        };
      },
    };
  }

  /** Lets go of the connection. What was watched stays as it is. */
  close(): void {
    for (const { stop } of this.#watched.values()) stop();
    this.#client.dispose();
  }

  #begin<R, V>(
    key: string,
    document: TypedDocument<R, V>,
    variables: V & Variables,
    after: After<unknown, unknown>,
  ): Watched {
    const watched: Watched = { store: new Store<Live<unknown>>(NOTHING), after, watchers: 0, stop: () => undefined };
    this.#watched.set(key, watched);
    this.#subscribe(watched, { query: document.toString(), variables, extensions: { patches: true } });
    return watched;
  }

  #end(key: string, watched: Watched): void {
    if (watched.watchers > 0 || this.#watched.get(key) !== watched) return;
    this.#watched.delete(key);
    watched.stop();
  }

  #subscribe(watched: Watched, payload: Watching, failures = 0): void {
    let stopped = false;
    let sent: Payload = {};
    const again = (problem: RequestFailed, brokeOff: boolean) => {
      const comesBack = brokeOff || TRY_AGAIN.has(problem.code);
      watched.store.set({ ...watched.store.getSnapshot(), current: false, error: comesBack ? undefined : problem });
      if (!comesBack) return;
      void this.#wait(waitBefore(failures, undefined)).then(() => {
        if (!stopped) this.#subscribe(watched, payload, failures + 1);
      });
    };
    const unsubscribe = this.#client.subscribe(payload, {
      next: (payload: Payload | { patch: readonly Operation[] }) => {
        sent = "patch" in payload ? patched(sent, payload.patch) : payload;
        const { data, errors } = sent;
        const { data: last } = watched.store.getSnapshot();
        if (errors?.length) watched.store.set({ data: last, current: false, error: told(errors) });
        else watched.store.set({ data: watched.after(last, data), current: true, error: undefined });
      },
      error: (problem) => again(asFailure(problem), Array.isArray(problem) && sent.data != null),
      complete: () => undefined,
    });
    watched.stop = () => {
      stopped = true;
      unsubscribe();
    };
  }

  /** A connection that is only seemingly there is noticed, and every change of its state told. */
  #keepAlive(): Partial<Parameters<typeof createClient>[0]> {
    let silence: ReturnType<typeof setTimeout>;
    return {
      keepAlive: PING_EVERY,
      on: {
        connecting: () => {
          this.#closeCode = undefined;
          this.#status.set({ ...this.#status.getSnapshot(), state: "connecting" });
        },
        connected: (_socket, payload) => {
          if (typeof payload?.now === "string") this.clock.learn(payload.now, this.#asked);
          this.#status.set({ state: "connected", closed: undefined });
        },
        ping: (received) => {
          if (!received) silence = setTimeout(() => this.#client.terminate(), PONG_WITHIN);
        },
        pong: (received) => {
          if (received) clearTimeout(silence);
        },
        closed: (event) => {
          clearTimeout(silence);
          this.#closed(event as CloseEvent);
        },
      },
    };
  }

  #closed({ code, reason }: CloseEvent): void {
    this.#closeCode = code;
    this.#status.set({ state: "idle", closed: { code, reason } });
    for (const { store } of this.#watched.values()) store.set({ ...store.getSnapshot(), current: false });
  }
}

const replaced = <R>(_before: unknown, told: R): R => told;

/** Errors of GraphQL, or how the connection ended for good. */
function asFailure(problem: unknown): RequestFailed {
  if (Array.isArray(problem)) return told(problem);
  if (typeof problem === "object" && problem !== null && "code" in problem && "reason" in problem)
    return new RequestFailed(`CLOSED_${problem.code}`, `The server closed the connection: ${problem.reason}`);
  return new RequestFailed("NO_NETWORK", `The connection failed: ${problem}`);
}
