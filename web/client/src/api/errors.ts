import type { RefusalCode } from "./generated.ts";

/** The server answered that it won't; nothing has changed. `message` is for people and may change, `code` stays. */
export interface Refusal {
  readonly code: RefusalCode;
  readonly message: string;
  /** Where in the input the value is that can't be used; only of InvalidInput. */
  readonly path?: readonly string[];
}

/** A request that wasn't answered, or that was no request: the network, the token, a limit, a mistake of the client. */
export class RequestFailed extends Error {
  override readonly name = "RequestFailed";

  /**
   * code: what docs/api.md lists, such as `TOKEN_EXPIRED`; `NO_NETWORK` if nothing answered.
   * retryAfter: when to come back, in ms; null if coming back is no use.
   */
  constructor(
    readonly code: string,
    message: string,
    readonly retryAfter: number | null = null,
  ) {
    super(message);
  }
}

const PASSING = new Set(["NO_NETWORK", "UNAVAILABLE", "OUTCOME_UNKNOWN"]);

/** Whether the same request may be answered a moment later. */
export function passes(problem: RequestFailed): boolean {
  return PASSING.has(problem.code) || problem.retryAfter !== null;
}

/** What GraphQL says of an error; `extensions.code` is Ringlog's. */
interface ToldError {
  readonly message: string;
  readonly extensions?: { readonly code?: unknown };
}

/** The first of GraphQL's errors, as one of ours. */
export function told(errors: readonly ToldError[], retryAfter: number | null = null): RequestFailed {
  const { message = "The server answered nothing.", extensions } = errors[0] ?? {};
  return new RequestFailed(
    typeof extensions?.code === "string" ? extensions.code : "INTERNAL_ERROR",
    message,
    retryAfter,
  );
}

export function isRefusal(answer: object): answer is Refusal {
  return "code" in answer && "message" in answer;
}
