import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, expect, test } from "vitest";
import { AskViewerDocument, DeclineRingDocument } from "../src/api/generated.ts";
import { Requests } from "../src/api/requests.ts";

interface Asked {
  readonly authorization: string | undefined;
  readonly variables: { readonly input: { readonly ringId: string; readonly idempotencyKey: string } };
}
type Answer = { readonly status?: number; readonly headers?: Record<string, string>; readonly body: unknown };

const VIEWER = { body: { data: { viewer: { role: "MEMBER" } } } };
const DECLINED = { body: { data: { declineRing: { ringId: "r1" } } } };
let server: Server | undefined;

afterEach(() => server?.close());

/** Answers one after the other; null breaks the connection. */
async function answering(answers: (Answer | null)[]): Promise<{ requests: Requests; asked: Asked[] }> {
  const asked: Asked[] = [];
  let tokens = 0;
  server = createServer(async (request, response) => {
    const sent: Buffer[] = [];
    for await (const piece of request) sent.push(piece);
    asked.push({ authorization: request.headers.authorization, ...JSON.parse(Buffer.concat(sent).toString()) });
    const answer = answers.shift();
    if (!answer) return request.socket.destroy();
    response.writeHead(answer.status ?? 200, answer.headers);
    return response.end(JSON.stringify(answer.body));
  });
  await new Promise<void>((listening) => server?.listen(0, "127.0.0.1", listening));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/graphql`;
  return { requests: new Requests({ url, token: () => `token-${++tokens}` }), asked };
}

test("a mutation whose answer was lost is repeated under the same key", async () => {
  const { requests, asked } = await answering([null, DECLINED]);
  expect(await requests.change(DeclineRingDocument, { ringId: "r1" })).toEqual({ done: { ringId: "r1" } });
  expect(asked.map(({ variables }) => variables.input.ringId)).toEqual(["r1", "r1"]);
  const [first, second] = asked.map(({ variables }) => variables.input.idempotencyKey);
  expect(first).toBe(second);
});

test("a refusal says why, and isn't repeated", async () => {
  const refusal = { code: "RING_IS_OVER", message: "It is over." };
  const { requests, asked } = await answering([{ body: { data: { declineRing: refusal } } }]);
  expect(await requests.change(DeclineRingDocument, { ringId: "r1" })).toEqual({ refused: refusal });
  expect(asked).toHaveLength(1);
});

test("a token that has run out is asked for anew, once", async () => {
  const expired = { status: 401, body: { errors: [{ message: "Run out.", extensions: { code: "TOKEN_EXPIRED" } }] } };
  const { requests, asked } = await answering([expired, VIEWER, expired, expired]);
  expect(await requests.ask(AskViewerDocument, {})).toEqual(VIEWER.body.data);
  expect(asked.map(({ authorization }) => authorization)).toEqual(["Bearer token-1", "Bearer token-2"]);
  await expect(requests.ask(AskViewerDocument, {})).rejects.toMatchObject({ code: "TOKEN_EXPIRED" });
  expect(asked).toHaveLength(4);
});

test("whoever asks too much comes back when told to", async () => {
  const errors = [{ message: "Slower.", extensions: { code: "TOO_MANY_REQUESTS" } }];
  const { requests } = await answering([{ status: 429, headers: { "retry-after": "0" }, body: { errors } }, VIEWER]);
  expect(await requests.ask(AskViewerDocument, {})).toEqual(VIEWER.body.data);
});

test("what is no request fails with the server's own code", async () => {
  const errors = [{ message: "No.", extensions: { code: "VALIDATION_ERROR" } }];
  const { requests, asked } = await answering([{ body: { errors } }]);
  await expect(requests.ask(AskViewerDocument, {})).rejects.toMatchObject({ code: "VALIDATION_ERROR", message: "No." });
  expect(asked).toHaveLength(1);
});
