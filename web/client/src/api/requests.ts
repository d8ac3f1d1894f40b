import { isRefusal, passes, type Refusal, RequestFailed, told } from "./errors.ts";
import { pause, waitBefore } from "./retry.ts";
import type { TypedDocument } from "./typed_document.ts";

export interface Server {
  /** Where GraphQL is answered: `https://calls.example.com/graphql`. */
  readonly url: string;
  /** The bearer token; asked for before each connection, and again when one can't be used any more. */
  readonly token: () => string | Promise<string>;
}

/** A field's answer without what a refusal has. */
type Payload<A> = Exclude<A, { code: unknown }>;

/** What a mutation was answered: its payload, or why not. */
export type Outcome<P> =
  | { readonly done: P; readonly refused?: undefined }
  | { readonly done?: undefined; readonly refused: Refusal };

interface Answer<R> {
  readonly data?: R | null;
  readonly errors?: Parameters<typeof told>[0];
}

const ATTEMPTS = 6; // some ten seconds
const TIMEOUT = 10_000; // ms

/** Queries and mutations, over HTTP. */
export class Requests {
  readonly #server: Server;
  readonly #fetch: typeof fetch;
  #token = "";

  constructor(server: Server, fetcher: typeof fetch = (...given) => fetch(...given)) {
    this.#server = server;
    this.#fetch = fetcher;
  }

  /** A query's data. Raises RequestFailed. */
  ask<R, V>(document: TypedDocument<R, V>, variables: V): Promise<R> {
    return insisting(() => this.#once(document, variables));
  }

  /** A mutation; repeated, under one key, as long as its answer is lost. Raises RequestFailed. */
  async change<R extends object, I extends object>(
    document: TypedDocument<R, { input: I }>,
    input: I,
  ): Promise<Outcome<Payload<R[keyof R]>>> {
    const keyed = { idempotencyKey: randomId(), ...input };
    const answer = Object.values(await this.ask(document, { input: keyed }))[0] as R[keyof R] & object;
    return isRefusal(answer) ? { refused: answer } : { done: answer as Payload<R[keyof R]> };
  }

  /** A mutation that is sent as the page goes away, whose answer nobody sees. */
  post<R, V>(document: TypedDocument<R, V>, variables: V): void {
    const sent = { ...request(document, variables, this.#token), keepalive: true };
    this.#fetch(this.#server.url, sent).catch(() => undefined);
  }

  async #once<R, V>(document: TypedDocument<R, V>, variables: V): Promise<R> {
    let response: Response;
    try {
      this.#token = await this.#server.token();
      const sent = request(document, variables, this.#token);
      response = await this.#fetch(this.#server.url, { ...sent, signal: AbortSignal.timeout(TIMEOUT) });
    } catch (problem) {
      throw new RequestFailed("NO_NETWORK", `The server can't be reached: ${problem}`);
    }
    const answer = await body<R>(response);
    const seconds = Number(response.headers.get("retry-after") ?? Number.NaN);
    if (answer.errors?.length) throw told(answer.errors, Number.isNaN(seconds) ? null : 1000 * seconds);
    if (answer.data == null) throw new RequestFailed("INTERNAL_ERROR", `The server answered ${response.status}.`);
    return answer.data;
  }
}

function request<R, V>(document: TypedDocument<R, V>, variables: V, token: string): RequestInit {
  return {
    method: "POST",
    headers: { "content-type": "application/json", authorization: `Bearer ${token}` },
    body: JSON.stringify({ query: document.toString(), variables }),
  };
}

/** What stands between us and the server may answer something else than JSON. */
async function body<R>(response: Response): Promise<Answer<R>> {
  try {
    return (await response.json()) as Answer<R>;
  } catch {
    const code = response.status >= 500 ? "UNAVAILABLE" : "INTERNAL_ERROR";
    throw new RequestFailed(code, `The server answered ${response.status}, and no JSON.`);
  }
}

async function insisting<R>(once: () => Promise<R>): Promise<R> {
  for (let failures = 0; ; failures++) {
    try {
      return await once();
    } catch (problem) {
      const expired = problem instanceof RequestFailed && problem.code === "TOKEN_EXPIRED" && failures === 0;
      if (failures + 1 >= ATTEMPTS || !(problem instanceof RequestFailed)) throw problem;
      if (!expired && !passes(problem)) throw problem;
      await pause(expired ? 0 : Math.max(problem.retryAfter ?? 0, waitBefore(failures, undefined)));
    }
  }
}

/** Random, also where a page isn't in a secure context and lacks `crypto.randomUUID`. */
export function randomId(): string {
  return [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}
