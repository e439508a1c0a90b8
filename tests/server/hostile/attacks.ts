import { once } from "node:events";
import { connect, type Socket } from "node:net";
import { setImmediate as turn } from "node:timers/promises";
import { connect as connectSecurely } from "node:tls";
import { head } from "../raw-client.ts";

/** Where the server is, and whether it speaks TLS. */
export interface Target {
  readonly port: number;
  readonly secure: boolean;
}

/** One connection that means no good. Resolves when it is gone, for whatever reason. */
export type Attack = (target: Target) => Promise<void>;

/** Of those that speak TLS, the sockets below. */
const below = new WeakMap<Socket, Socket>();

export async function open({ port, secure }: Target): Promise<Socket> {
  // Half-open, so that it does not end its side because the server has.
  const socket = connect({ port, host: "127.0.0.1", allowHalfOpen: true, noDelay: true });
  socket.on("error", () => {});
  await once(socket, "connect");
  if (!secure) return socket;
  const secured = connectSecurely({ socket, rejectUnauthorized: false });
  secured.on("error", () => {});
  below.set(secured, socket);
  await happening(secured, "secureConnect", "close");
  return secured;
}

/** Sends, and then does what is said. */
function after(bytes: string, act: (socket: Socket) => unknown, seen = ""): Attack {
  return async (target) => {
    const socket = await open(target);
    socket.write(bytes, "latin1");
    if (seen === "") socket.resume();
    else await until(socket, seen);
    await act(socket);
    await gone(socket);
  };
}

/** Reads until there is this text, or nothing more. */
export async function until(socket: Socket, text: string): Promise<string> {
  let received = "";
  while (!received.includes(text) && !socket.closed && !socket.readableEnded) {
    received += String((await happening(socket, "data", "end", "close")) ?? "");
  }
  return received;
}

let streams = 0;

async function gone(socket: Socket): Promise<void> {
  if (!socket.closed) await happening(socket, "close");
}

/** Waits for the first of some events, or the end. An error is none: the end follows it. */
function happening(
  socket: Socket,
  ...events: ("data" | "drain" | "end" | "secureConnect" | "close")[]
): Promise<unknown> {
  return new Promise((resolve) => {
    const happened = (value: unknown) => {
      for (const event of events) socket.off(event, happened);
      resolve(value);
    };
    for (const event of events) socket.on(event, happened);
  });
}

const reset = (socket: Socket) => (below.get(socket) ?? socket).resetAndDestroy();
const end = (socket: Socket) => socket.end();
/** Does nothing more, and waits for the server. It reads, so that it hears of the end, and then answers it. */
const nothing = async (socket: Socket) => {
  if (!socket.readableEnded && !socket.closed) await happening(socket, "end", "close");
  socket.end();
};
/** Never ends its side, until the server has dropped it. */
const never = async (socket: Socket) => {
  while (!socket.closed) {
    socket.write("x");
    await turn();
  }
};
/** Reads nothing, for as long as the server lets it. */
const readNothing = async (socket: Socket) => {
  socket.pause();
  // A paused socket hears of a reset only when it writes.
  const timer = setInterval(() => socket.write("\r\n"), 20);
  await gone(socket);
  clearInterval(timer);
};

/** Sends a piece again and again, as fast as it is taken, until the server has had enough. */
function flood(first: string, piece: string): Attack {
  return async (target) => {
    const socket = await open(target);
    socket.resume();
    socket.write(first, "latin1");
    while (!socket.closed && socket.writable) {
      if (socket.write(piece, "latin1")) await turn();
      else await happening(socket, "drain", "close");
      if (socket.readableEnded) break;
    }
    socket.end();
    await gone(socket);
  };
}

/** Sends one byte after the other, each as late as can be, and reads. */
function drip(first: string, byte: string): Attack {
  return async (target) => {
    const socket = await open(target);
    socket.resume();
    socket.write(first, "latin1");
    const timer = setInterval(() => socket.write(byte), 20);
    await nothing(socket);
    clearInterval(timer);
    await gone(socket);
  };
}

const UPGRADE = head(
  "GET /socket",
  "Connection: Upgrade",
  "Upgrade: websocket",
  "Sec-WebSocket-Version: 13",
  "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
);
/** Masked text frames of 100 and of 60 000 bytes; the mask is 0. */
const FRAME = `\x81\xe4\0\0\0\0${"x".repeat(100)}`;
const LONG_FRAME = `\x81\xfe\xea\x60\0\0\0\0${"x".repeat(60_000)}`;
const HALF_HEAD = "POST /read HTTP/1.1\r\nHost: te";
const BODY = (path: string, length: number) => head(`POST ${path}`, `Content-Length: ${length}`);
const ENDLESS = 1_000_000_000_000;

/** `own`: only Saluki's own HTTP/1.1 has the limit that ends it. `quick`: nobody waits for anything. */
export const ATTACKS: Readonly<Record<string, { attack: Attack; own?: true; quick?: true }>> = {
  "says nothing": { attack: after("", nothing) },
  "ends at once": { attack: after("", end) },
  "resets at once": { attack: after("", reset), quick: true },
  "sends what is no HTTP": { attack: after("\x16\x03\x01\x02\0\x01\0\x01\xfc", nothing) },
  "drips a head": { attack: drip("GET / HTTP/1.1\r\nHost: test\r\nX: ", "y") },
  "stops in the middle of a head": { attack: after(HALF_HEAD, nothing) },
  "ends in the middle of a head": { attack: after(HALF_HEAD, end) },
  "resets in the middle of a head": { attack: after(HALF_HEAD, reset), quick: true },
  "drips a body": { attack: drip(BODY("/read", 1000), "x") },
  "stops in the middle of a body": { attack: after(`${BODY("/read", 1000)}x`, nothing) },
  "ends in the middle of a body": { attack: after(`${BODY("/read", 1000)}x`, end) },
  "resets in the middle of a body": { attack: after(`${BODY("/read", 1000)}x`, reset), quick: true },
  "waits for 100 Continue, and resets": {
    attack: after(head("POST /read", "Content-Length: 10", "Expect: 100-continue"), reset, "100 Continue"),
  },
  "is gone before its answer": { attack: after(head("GET /wait"), reset), quick: true },
  "ends its side before its answer, and then does nothing": { attack: after(head("GET /wait"), end) },
  "resets in the middle of an answer": { attack: after(head("GET /large"), reset, "200 OK") },
  "resets in the middle of a stream": { attack: after(head("GET /stream"), reset, "200 OK"), quick: true },
  "ends in the middle of a stream, and reads nothing": {
    attack: async (target) => {
      const name = ++streams;
      // Answered when the server has given the stream up.
      const asking = await open(target);
      asking.write(head(`GET /given-up/${name}`, "Connection: close"));
      const socket = await open(target);
      socket.write(head(`GET /stream/${name}`));
      const begun = await until(socket, "200 OK");
      socket.pause();
      // Below TLS, which goes on reading when its own side is ended.
      (below.get(socket) ?? socket).end();
      // A handshake that took too long has left nothing to wait for.
      const end = begun.includes("200 OK") ? await until(asking, "given up") : "";
      // Nothing can be written to it, so only reading tells that it is gone.
      if (end.includes("given up")) socket.resume().end();
      else socket.destroy();
      await gone(socket);
      asking.destroy();
      await gone(asking);
    },
    own: true,
  },
  "reads nothing of an answer": { attack: after(head("GET /large").repeat(20), readNothing), own: true },
  "reads nothing of a stream": { attack: after(head("GET /stream"), readNothing), own: true },
  "never ends its side": { attack: after(head("GET /", "Connection: close"), never) },
  "floods with requests, and reads": { attack: after(head("GET /").repeat(1000), end) },
  "floods with requests and reads nothing": {
    attack: after(head("GET /large").repeat(1000), readNothing),
    own: true,
  },
  "floods with requests and resets": { attack: after(head("GET /").repeat(500), reset) },
  "floods a handler that does not read": { attack: flood(BODY("/", 1_000_000), "x".repeat(65_536)) },
  "floods a handler that does not read, without an end": {
    attack: flood(head("POST /", "Transfer-Encoding: chunked"), `10000\r\n${"x".repeat(65_536)}\r\n`),
  },
  "floods a handler that reads": {
    attack: flood(head("POST /read", "Transfer-Encoding: chunked"), `10000\r\n${"x".repeat(65_536)}\r\n`),
  },
  "floods a handler that sends it back, and reads nothing": {
    attack: after(head("POST /pipe", "Transfer-Encoding: chunked"), async (socket) => {
      socket.pause();
      while (!socket.closed && socket.writable) {
        if (socket.write(`10000\r\n${"x".repeat(65_536)}\r\n`)) await turn();
        else await happening(socket, "drain", "close");
      }
    }),
    own: true,
  },
  "announces more than anyone may send": { attack: flood(BODY("/read", ENDLESS), "x"), own: true },
  "resets in the middle of a handshake": { attack: after(UPGRADE.slice(0, 100), reset) },
  "resets right behind a handshake": { attack: after(UPGRADE, reset), quick: true },
  "ends right behind a handshake": { attack: after(UPGRADE, end), quick: true },
  "resets a WebSocket in the middle of a frame": {
    attack: after(UPGRADE + FRAME.slice(0, 50), reset, "101 Switching"),
  },
  "ends a WebSocket without closing it": { attack: after(UPGRADE + FRAME, end, "101 Switching") },
  "sends broken frames": { attack: after(`${UPGRADE}\xff\xff\xff\xff`, nothing, "101 Switching") },
  "says nothing over a WebSocket, not even pong": { attack: after(UPGRADE, nothing, "101 Switching") },
  "floods a WebSocket and reads nothing": {
    attack: after(UPGRADE, async (socket) => {
      socket.pause();
      while (!socket.closed && socket.writable) {
        if (socket.write(LONG_FRAME, "latin1")) await turn();
        else await happening(socket, "drain", "close");
      }
    }),
  },
  "floods a WebSocket that nobody receives from, and is gone": {
    attack: after(
      UPGRADE.replace("/socket", "/deaf"),
      async (socket) => {
        // More than is kept for a handler, so that the server has stopped to read.
        for (let i = 0; i < 40; i++) socket.write(LONG_FRAME, "latin1");
        // Between two pings it has had the time to read what it reads.
        for (let i = 0; i < 2 && !socket.readableEnded && !socket.closed; i++) {
          await happening(socket, "data", "end", "close");
        }
        reset(socket);
      },
      "101 Switching",
    ),
  },
};
