import { once } from "node:events";
import { connect, type Socket } from "node:net";
import { setImmediate as turn } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import { HttpResponse } from "../../src/http/index.ts";
import { serve } from "../../src/server/index.ts";
import { head } from "./raw-client.ts";

/** Long enough to be written in several parts, so that it could be cut. */
const CONTENT = "x".repeat(300_000);
const CLIENTS = 20;

/** When a request leaves, seen from the call of `close()`. */
const MOMENTS: Readonly<Record<string, (close: () => void, send: () => void) => Promise<void> | void>> = {
  "in the same turn, before": (close, send) => {
    send();
    close();
  },
  "in the same turn, after": (close, send) => {
    close();
    send();
  },
  "a turn before": async (close, send) => {
    send();
    await turn();
    close();
  },
  "two turns before": async (close, send) => {
    send();
    await turn();
    await turn();
    close();
  },
  "a turn after": async (close, send) => {
    close();
    await turn();
    send();
  },
};

interface Seen {
  received: string;
  error: unknown;
  ended: boolean;
}

function watch(socket: Socket): Seen {
  const seen: Seen = { received: "", error: undefined, ended: false };
  socket.on("data", (bytes) => {
    seen.received += bytes.toString("latin1");
  });
  socket.on("end", () => {
    seen.ended = true;
  });
  socket.on("error", (error) => {
    seen.error = error;
  });
  return seen;
}

describe.each(["saluki", "node"] as const)("a request that comes as the server stops, over %s", (engine) => {
  it.each(Object.keys(MOMENTS))("%s, is answered whole or not at all", async (moment) => {
    const server = await serve(
      (request) => new HttpResponse(request.path === "/first" ? "[first]" : CONTENT),
      {
        engine,
        port: 0,
      },
    );
    const clients = await Promise.all(
      Array.from({ length: CLIENTS }, async () => {
        const socket = connect({ port: server.port, host: "127.0.0.1", noDelay: true });
        const seen = watch(socket);
        socket.write(head("GET /first"));
        while (!seen.received.includes("[first]")) await once(socket, "data");
        seen.received = "";
        return { socket, seen, closed: new Promise((resolve) => socket.once("close", resolve)) };
      }),
    );
    let stopped: Promise<void> | undefined;
    await MOMENTS[moment]!(
      () => {
        stopped = server.close();
      },
      () => {
        for (const { socket } of clients) socket.write(head("GET /"));
      },
    );
    await Promise.all(clients.map(({ closed }) => closed));
    await stopped;
    const outcomes = new Set(
      clients.map(({ seen: { received, error, ended } }) => {
        if (received !== "") {
          const whole = received.startsWith("HTTP/1.1 200 OK\r\n") && received.endsWith(`\r\n\r\n${CONTENT}`);
          return whole && error === undefined && ended
            ? "answered"
            : `cut off: ${error}, ${received.length} bytes`;
        }
        return error === undefined && ended ? "closed" : `broken off: ${error}`;
      }),
    );
    for (const outcome of outcomes) expect(["answered", "closed"]).toContain(outcome);
  });
});
