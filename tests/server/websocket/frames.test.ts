import { once } from "node:events";
import { setImmediate as turn } from "node:timers/promises";
import { constants, deflateRawSync } from "node:zlib";
import { afterEach, describe, expect, it } from "vitest";
import { runWebSocket, type WebSocketMessage } from "../../../src/http/index.ts";
import { type RunningServer, type ServeOptions, serve } from "../../../src/server/index.ts";
import { occasion } from "../occasion.ts";
import { head, RawClient } from "../raw-client.ts";
import {
  BINARY,
  CLOSE,
  CONTINUATION,
  close,
  fragments,
  frame,
  PING,
  PONG,
  readFrames,
  TEXT,
} from "./frames.ts";

/** What a client sends, and what comes of it: messages that the handler gets, and frames that the server answers. */
type Conversation = readonly [name: string, sent: Buffer | Buffer[], outcome: readonly string[]];

const BYE = close(1000);
const GOODBYE = "close 1000";
const BROKEN = ["close 1002"];
const NO_UTF8 = ["close 1007"];
const TOO_BIG = ["close 1009"];

const MESSAGES: readonly Conversation[] = [
  ["a text", frame(TEXT, "hello"), ["text hello"]],
  ["a text of no length", frame(TEXT), ["text"]],
  ["a text beyond ASCII", frame(TEXT, "Grüße \u{1f980}"), ["text Grüße \u{1f980}"]],
  ["bytes", frame(BINARY, "\x00\x7f"), ["binary \x00\x7f"]],
  ["bytes that are no UTF-8", frame(BINARY, new Uint8Array([0xff])), ["binary \xff"]],
  ["126 bytes, which have a length of two octets", frame(BINARY, "x".repeat(126)), ["binary of 126 bytes"]],
  ["65 535 bytes, the most of them", frame(BINARY, "x".repeat(65_535)), ["binary of 65535 bytes"]],
  ["65 536 bytes, which have one of eight", frame(BINARY, "x".repeat(65_536)), ["binary of 65536 bytes"]],
  ["a text in two frames", fragments(TEXT, "hel", "lo"), ["text hello"]],
  ["a text in frames of single letters", fragments(TEXT, ..."hello"), ["text hello"]],
  ["bytes in two frames", fragments(BINARY, "a", "b"), ["binary ab"]],
  ["a text in frames of no length", fragments(TEXT, "", "hello", "", ""), ["text hello"]],
  [
    "a letter that is cut by the end of a frame",
    fragments(TEXT, new Uint8Array([0xce]), new Uint8Array([0xba])),
    ["text κ"],
  ],
  ["two texts", [frame(TEXT, "one"), frame(TEXT, "two")], ["text one", "text two"]],
  [
    "a ping between the frames of a text, answered at once",
    [frame(TEXT, "hel", { fin: false }), frame(PING, "now"), frame(CONTINUATION, "lo")],
    ["pong now", "text hello"],
  ],
  ["a pong that nobody asked for", [frame(PONG, "well"), frame(TEXT, "hello")], ["text hello"]],
  [
    "ten pings",
    Array.from({ length: 10 }, (_, i) => frame(PING, `${i}`)),
    Array.from({ length: 10 }, (_, i) => `pong ${i}`),
  ],
  ...[0, 1, 124, 125].map(
    (length): Conversation => [
      `a ping of ${length} bytes`,
      frame(PING, "x".repeat(length)),
      [`pong ${"x".repeat(length)}`.trimEnd()],
    ],
  ),
];

const BROKEN_FRAMES: readonly Conversation[] = [
  ["a ping of 126 bytes", frame(PING, "x".repeat(126)), BROKEN],
  ["a close of 126 bytes", close(1000, "x".repeat(124)), BROKEN],
  ["a ping in two frames", frame(PING, "x", { fin: false }), BROKEN],
  ["a close in two frames", frame(CLOSE, "", { fin: false }), BROKEN],
  ...[1, 2, 4].flatMap((reserved): Conversation[] => [
    [`a text with reserved bit ${reserved}`, frame(TEXT, "hello", { reserved }), BROKEN],
    [`a ping with reserved bit ${reserved}`, frame(PING, "", { reserved }), BROKEN],
  ]),
  ...[3, 4, 5, 6, 7, 11, 12, 13, 14, 15].map(
    (opcode): Conversation => [`opcode ${opcode}, which is reserved`, frame(opcode, "x"), BROKEN],
  ),
  ["a text that is not masked", frame(TEXT, "hello", { masked: false }), BROKEN],
  ["a close that is not masked", frame(CLOSE, "", { masked: false }), BROKEN],
  ["a continuation of nothing", frame(CONTINUATION, "x"), BROKEN],
  [
    "a continuation of what is complete",
    [fragments(TEXT, "a", "b"), frame(CONTINUATION, "c")],
    ["text ab", ...BROKEN],
  ],
  ["a text in the middle of a text", [frame(TEXT, "a", { fin: false }), frame(TEXT, "b")], BROKEN],
  ["a broken frame behind a good one", [frame(TEXT, "good"), frame(3, "bad")], ["text good", ...BROKEN]],
];

const TEXTS_THAT_ARE_NONE: readonly Conversation[] = [
  ["a byte that UTF-8 has not", frame(TEXT, new Uint8Array([0x61, 0xff])), NO_UTF8],
  ["a letter that is cut off", frame(TEXT, new Uint8Array([0xce])), NO_UTF8],
  ["a letter that is longer than it has to be", frame(TEXT, new Uint8Array([0xc0, 0xaf])), NO_UTF8],
  ["half a pair of surrogates", frame(TEXT, new Uint8Array([0xed, 0xa0, 0x80])), NO_UTF8],
  ["a letter beyond Unicode", frame(TEXT, new Uint8Array([0xf4, 0x90, 0x80, 0x80])), NO_UTF8],
  ["a letter that the next frame does not end", fragments(TEXT, new Uint8Array([0xce]), "x"), NO_UTF8],
];

const CLOSES: readonly Conversation[] = [
  ["nothing", frame(CLOSE), ["close"]],
  ["a reason", close(1000, "Tschüß"), ["close 1000 Tschüß"]],
  ["the longest reason", close(1000, "x".repeat(123)), [`close 1000 ${"x".repeat(123)}`]],
  // 1012 to 1014 are in the registry of RFC 6455 §11.7, where they came later.
  ...[1000, 1001, 1002, 1003, 1007, 1008, 1009, 1010, 1011, 1012, 1013, 1014, 3000, 3999, 4000, 4999].map(
    (code): Conversation => [`${code}`, close(code), [`close ${code}`]],
  ),
  ...[0, 999, 1004, 1005, 1006, 1015, 1016, 1100, 2000, 2999, 5000, 65_535].map(
    (code): Conversation => [`${code}, which nobody may send`, close(code), BROKEN],
  ),
  ["half a code", frame(CLOSE, "\x03"), BROKEN],
  ["a reason that is no UTF-8", close(1000, new Uint8Array([0xff])), NO_UTF8],
  ["something behind it, which is not heard", [BYE, frame(TEXT, "too late"), frame(PING)], [GOODBYE]],
  ["a message before it", [frame(TEXT, "last"), BYE], ["text last", GOODBYE]],
  ["a message that is not complete", [frame(TEXT, "la", { fin: false }), BYE], [GOODBYE]],
];

const LARGE: readonly Conversation[] = [
  [
    "as long as may be",
    frame(BINARY, "x".repeat(100)),
    ["binary of 100 bytes".replace("of 100 bytes", "x".repeat(100))],
  ],
  ["too long", frame(BINARY, "x".repeat(101)), TOO_BIG],
  ["too long in two frames", fragments(BINARY, "x".repeat(60), "x".repeat(60)), TOO_BIG],
  ["said to be too long, of which nothing has come", frame(BINARY, "", { length: 101 }), TOO_BIG],
  ["said to be longer than a number can be", frame(BINARY, "", { length: 2n ** 63n - 1n }), TOO_BIG],
  [
    "too long in its second frame, by what that says",
    [frame(BINARY, "x".repeat(60), { fin: false }), frame(CONTINUATION, "", { length: 60 })],
    TOO_BIG,
  ],
];

const DELIVERIES = ["in one piece", "byte by byte", "right behind the handshake"] as const;

const HANDSHAKE = [
  "Connection: Upgrade",
  "Upgrade: websocket",
  "Sec-WebSocket-Version: 13",
  "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
];

/** The frames behind the head of the answer. */
function framesIn(received: string): string[] {
  return readFrames(Buffer.from(received.slice(received.indexOf("\r\n\r\n") + 4), "latin1"));
}

function describeMessage(message: WebSocketMessage): string {
  const [name, text] =
    typeof message === "string" ? ["text", message] : ["binary", Buffer.from(message).toString("latin1")];
  if (message.length > 125) return `${name} of ${message.length} bytes`;
  return `${name} ${text}`.trimEnd();
}

describe.each(["saluki", "node"] as const)("frames of a WebSocket, over %s", (engine) => {
  const errors: unknown[] = [];
  let messages: string[] = [];
  let finished = occasion();
  let server: RunningServer | undefined;

  afterEach(async () => {
    await server?.close({ deadline: 0 });
    server = undefined;
    expect(errors.splice(0)).toEqual([]);
  });

  async function start(websocket: ServeOptions["websocket"] = {}): Promise<number> {
    server = await serve(
      (request) => {
        request.after(() => finished.happens());
        return runWebSocket(request, async (socket) => {
          await socket.accept();
          for await (const message of socket) {
            messages.push(describeMessage(message));
            if (socket.request.path === "/echo") await socket.send(message);
          }
        });
      },
      { engine, port: 0, websocket, onError: (error) => errors.push(error) },
    );
    return server.port;
  }

  /** Sends frames, and reads to the end of the connection: messages first, then the frames of the answer. */
  async function converse(
    port: number,
    frames: Buffer | Buffer[],
    delivery: (typeof DELIVERIES)[number],
    ...fields: string[]
  ): Promise<string[]> {
    const bytes = Buffer.isBuffer(frames) ? frames : Buffer.concat(frames);
    const request = head("GET /", ...HANDSHAKE, ...fields);
    messages = [];
    finished = occasion();
    const client = await RawClient.open(port);
    if (delivery === "right behind the handshake") {
      client.socket.write(Buffer.concat([Buffer.from(request), bytes]));
    } else {
      client.send(request);
      await client.until("\r\n\r\n");
      if (delivery === "in one piece") {
        client.socket.write(bytes);
      } else {
        for (const byte of bytes) {
          client.socket.write(Buffer.from([byte]));
          await turn();
        }
      }
    }
    const received = await client.closed();
    expect(received).toMatch(/^HTTP\/1\.1 101 /);
    await finished.happened;
    return [...messages, ...framesIn(received)];
  }

  /** The outcome in the order in which {@link converse} tells it. */
  const told = (outcome: readonly string[]) => [
    ...outcome.filter((part) => /^(text|binary)/.test(part)),
    ...outcome.filter((part) => !/^(text|binary)/.test(part)),
  ];
  const sizeOf = (sent: Buffer | Buffer[]) => (Buffer.isBuffer(sent) ? sent : Buffer.concat(sent)).length;

  describe.each(DELIVERIES)("%s", (delivery) => {
    const short = (list: readonly Conversation[]) =>
      delivery === "byte by byte" ? list.filter(([, sent]) => sizeOf(sent) < 300) : list;

    it.each(short(MESSAGES))("carry %s", async (_name, sent, outcome) => {
      const frames = [sent, BYE].flat();
      expect(await converse(await start(), frames, delivery)).toEqual(told([...outcome, GOODBYE]));
    });

    it.each(short(BROKEN_FRAMES))(
      "that are broken end the connection with 1002: %s",
      async (_name, sent, outcome) => {
        expect(await converse(await start(), sent, delivery)).toEqual(told(outcome));
      },
    );

    it.each(short(TEXTS_THAT_ARE_NONE))(
      "of text that is none end it with 1007: %s",
      async (_name, sent, outcome) => {
        expect(await converse(await start(), sent, delivery)).toEqual(told(outcome));
      },
    );

    it.each(short(CLOSES))("close with %s", async (_name, sent, outcome) => {
      expect(await converse(await start(), sent, delivery)).toEqual(told(outcome));
    });

    it.each(short(LARGE))(
      "of a message that is %s, where 100 bytes are the limit",
      async (_name, sent, outcome) => {
        const port = await start({ maxPayload: 100 });
        const ended = outcome === TOO_BIG ? outcome : [...outcome, GOODBYE];
        expect(await converse(port, [sent, BYE].flat(), delivery)).toEqual(ended);
      },
    );
  });

  it.each([0, 1, 125, 126, 65_535, 65_536, 1_000_000])(
    "are sent with a length of %d bytes",
    async (length) => {
      const client = await RawClient.open(await start());
      client.send(head("GET /echo", ...HANDSHAKE));
      client.socket.write(frame(BINARY, Buffer.alloc(length, "x")));
      const whole = length + (length < 126 ? 2 : length < 65_536 ? 4 : 10);
      while (client.received.length - client.received.indexOf("\r\n\r\n") - 4 < whole) {
        await once(client.socket, "data");
      }
      client.socket.write(BYE);
      const sent = length > 125 ? `binary of ${length} bytes` : `binary ${"x".repeat(length)}`.trimEnd();
      expect(framesIn(await client.closed())).toEqual([sent, GOODBYE]);
    },
  );

  it("of one message cannot be without number", async () => {
    const many = Array.from({ length: 20_000 }, (_, i) =>
      frame(i === 0 ? TEXT : CONTINUATION, "", { fin: false }),
    );
    expect(await converse(await start(), many, "in one piece")).toEqual(["close 1008"]);
  });

  it("have one MiB for a message where nothing else is said", async () => {
    const port = await start();
    expect(await converse(port, [frame(BINARY, Buffer.alloc(1_048_576)), BYE], "in one piece")).toEqual([
      "binary of 1048576 bytes",
      GOODBYE,
    ]);
    expect(await converse(port, frame(BINARY, "", { length: 1_048_577 }), "in one piece")).toEqual(TOO_BIG);
  });

  describe("with compression", () => {
    const OFFER =
      "Sec-WebSocket-Extensions: permessage-deflate; client_no_context_takeover; server_no_context_takeover";
    /** RFC 7692 §7.2.1: without the four octets at the end. */
    const deflate = (data: string | Uint8Array) =>
      deflateRawSync(data, { finishFlush: constants.Z_SYNC_FLUSH }).subarray(0, -4);
    const compressed = { reserved: 4 };

    it("take it only where it was agreed upon", async () => {
      const packed = frame(TEXT, deflate("hello"), compressed);
      expect(await converse(await start(), packed, "in one piece", OFFER)).toEqual(BROKEN);
      await server!.close({ deadline: 0 });
      const port = await start({ perMessageDeflate: "on" });
      expect(await converse(port, packed, "in one piece")).toEqual(BROKEN);
      expect(await converse(port, [packed, BYE], "in one piece", OFFER)).toEqual(["text hello", GOODBYE]);
      expect(await converse(port, [frame(TEXT, "plain"), BYE], "in one piece", OFFER)).toEqual([
        "text plain",
        GOODBYE,
      ]);
    });

    it("have the limit of a message for what comes out, not for what comes in", async () => {
      const port = await start({ perMessageDeflate: "on", maxPayload: 1000 });
      const bomb = deflate(Buffer.alloc(100_000));
      expect(bomb.length).toBeLessThan(1000);
      expect(await converse(port, frame(BINARY, bomb, compressed), "in one piece", OFFER)).toEqual(TOO_BIG);
      const whole = frame(BINARY, deflate(Buffer.alloc(1000, "x")), compressed);
      const [answer] = await converse(port, [whole, BYE], "in one piece", OFFER);
      expect(answer).toMatch(/^binary/);
    });

    it.each<[string, Buffer | Buffer[], readonly string[]]>([
      ["a ping that says that it is compressed", frame(PING, "", compressed), BROKEN],
      [
        "a continuation that says so",
        [frame(TEXT, deflate("a"), { ...compressed, fin: false }), frame(CONTINUATION, "", compressed)],
        BROKEN,
      ],
      [
        "a text that is not what was compressed",
        frame(TEXT, new Uint8Array([0xff, 0xff, 0xff]), compressed),
        NO_UTF8,
      ],
      [
        "a text that is no UTF-8 when it comes out",
        frame(TEXT, deflate(new Uint8Array([0xff])), compressed),
        NO_UTF8,
      ],
    ])("end the connection for %s", async (_name, sent, outcome) => {
      const port = await start({ perMessageDeflate: "on" });
      expect(await converse(port, sent, "in one piece", OFFER)).toEqual(told(outcome));
    });
  });
});
