/** Ringlog's headless browser client. README.md shows how a chat product uses it. */
export { Api } from "./api/api.ts";
export { type Refusal, RequestFailed } from "./api/errors.ts";
export type * from "./api/generated.ts";
export type { ConnectionStatus, Live } from "./api/hub.ts";
export type { Outcome, Server } from "./api/requests.ts";
export { type Observable, observe } from "./observable.ts";
