import { createHash } from "node:crypto";
import type { IncomingMessage } from "node:http";
import type { Duplex } from "node:stream";

const SUFFIX = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11"; // RFC 6455, section 1.3
const FINAL = 0x80;
const TEXT = 0x1;
const CLOSE = 0x8;

/** The server's end of a WebSocket, on what Node.js has: whole texts and closing, no fragments. */
export class ServerSocket {
  onText: (text: string) => void = () => undefined;
  onClosed: () => void = () => undefined;
  readonly #stream: Duplex;
  #received = Buffer.alloc(0);

  constructor(stream: Duplex, request: IncomingMessage, protocol: string) {
    this.#stream = stream;
    const key = createHash("sha1").update(`${request.headers["sec-websocket-key"]}${SUFFIX}`).digest("base64");
    const answer = ["HTTP/1.1 101 Switching Protocols", "Upgrade: websocket", "Connection: Upgrade"];
    answer.push(`Sec-WebSocket-Accept: ${key}`, `Sec-WebSocket-Protocol: ${protocol}`);
    stream.write(`${answer.join("\r\n")}\r\n\r\n`);
    stream.on("data", (bytes: Buffer) => this.#take(bytes));
    stream.on("error", () => undefined); // `close` follows
    stream.on("close", () => this.onClosed());
  }

  send(text: string): void {
    this.#frame(TEXT, Buffer.from(text));
  }

  close(code: number, reason: string): void {
    const status = Buffer.alloc(2);
    status.writeUInt16BE(code);
    this.#frame(CLOSE, Buffer.concat([status, Buffer.from(reason)]));
  }

  /** Without a word, as when a network is gone. */
  drop(): void {
    this.#stream.destroy();
  }

  #frame(kind: number, payload: Buffer): void {
    const short = payload.length < 126;
    const head = Buffer.alloc(short ? 2 : 4);
    head[0] = FINAL | kind;
    head[1] = short ? payload.length : 126;
    if (!short) head.writeUInt16BE(payload.length, 2);
    this.#stream.write(Buffer.concat([head, payload]));
  }

  #take(bytes: Buffer): void {
    this.#received = Buffer.concat([this.#received, bytes]);
    for (let frame = this.#next(); frame; frame = this.#next()) {
      if (frame.kind === TEXT) this.onText(frame.payload.toString());
      if (frame.kind === CLOSE) this.#stream.end();
    }
  }

  /** Clients' frames are masked. */
  #next(): { kind: number; payload: Buffer } | undefined {
    const all = this.#received;
    if (all.length < 2) return undefined;
    const [kind, short] = [all.readUInt8(0) & 0xf, all.readUInt8(1) & 0x7f];
    const mask = short === 126 ? 4 : 2;
    if (all.length < mask + 4) return undefined;
    const [begin, length] = [mask + 4, short === 126 ? all.readUInt16BE(2) : short];
    if (all.length < begin + length) return undefined;
    const payload = all.subarray(begin, begin + length).map((byte, at) => byte ^ all.readUInt8(mask + (at % 4)));
    this.#received = all.subarray(begin + length);
    return { kind, payload: Buffer.from(payload) };
  }
}
