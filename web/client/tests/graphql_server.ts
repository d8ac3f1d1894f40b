import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { type GraphQLError, GraphQLSchema, parse } from "graphql";
import { GRAPHQL_TRANSPORT_WS_PROTOCOL, makeServer } from "graphql-ws";
import { ServerSocket } from "./web_socket.ts";

/** One subscription, as the server has it: a queue of results, until the client completes it. */
class Subscription implements AsyncIterableIterator<object> {
  ended = false;
  readonly #results: object[] = [];
  #problem: GraphQLError | undefined;
  #wake = () => {};

  push(result: object): void {
    this.#results.push(result);
    this.#wake();
  }

  /** Ends it with an error, after what was given out. */
  fail(problem: GraphQLError): void {
    this.#problem = problem;
    this.#wake();
  }

  async next(): Promise<IteratorResult<object>> {
    while (!this.ended && !this.#problem && !this.#results.length)
      await new Promise<void>((woken) => (this.#wake = woken));
    const value = this.#results.shift();
    if (this.#problem && !value) throw this.#problem;
    return value && !this.ended ? { value, done: false } : { value: undefined, done: true };
  }

  async return(): Promise<IteratorResult<object>> {
    this.ended = true;
    this.#wake();
    return { value: undefined, done: true };
  }

  throw(): Promise<IteratorResult<object>> {
    return this.return();
  }

  [Symbol.asyncIterator](): this {
    return this;
  }
}

/** The protocol's own server, whose results a test gives out. */
export class GraphqlServer {
  /** All that ever began, in order. */
  readonly subscriptions: Subscription[] = [];
  /** The tokens of all that ever connected. */
  readonly tokens: unknown[] = [];
  /** Whether a token is taken. */
  takes: (token: unknown) => boolean = () => true;
  #http: Server | undefined;
  #port = 0;
  readonly #sockets = new Set<ServerSocket>();
  readonly #protocol = makeServer({
    onConnect: ({ connectionParams }) => {
      this.tokens.push(connectionParams?.authorization);
      return this.takes(connectionParams?.authorization) && { now: new Date().toISOString() };
    },
    onSubscribe: (_context, _id, { query }) => ({ schema: new GraphQLSchema({}), document: parse(query) }),
    subscribe: () => {
      const subscription = new Subscription();
      this.subscriptions.push(subscription);
      return subscription;
    },
  });

  get url(): string {
    return `http://127.0.0.1:${this.#port}/graphql`;
  }

  /** On the same port as before. */
  async start(): Promise<void> {
    this.#http = createServer();
    this.#http.on("upgrade", (request, stream) => {
      const socket = new ServerSocket(stream, request, GRAPHQL_TRANSPORT_WS_PROTOCOL);
      this.#sockets.add(socket);
      const closed = this.#protocol.opened(
        {
          protocol: GRAPHQL_TRANSPORT_WS_PROTOCOL,
          send: (text) => socket.send(text),
          close: (code = 1000, reason = "") => socket.close(code, reason),
          onMessage: (take) => {
            socket.onText = (text) => void take(text);
          },
        },
        undefined,
      );
      socket.onClosed = () => {
        this.#sockets.delete(socket);
        void closed();
      };
    });
    await new Promise<void>((listening) => this.#http?.listen(this.#port, "127.0.0.1", listening));
    this.#port = (this.#http.address() as AddressInfo).port;
  }

  /** Its connections are gone without a word. */
  async stop(): Promise<void> {
    const closed = new Promise((resolve) => this.#http?.close(resolve));
    for (const socket of this.#sockets) socket.drop();
    await closed;
  }
}
