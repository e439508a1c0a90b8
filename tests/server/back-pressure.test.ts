import { once } from "node:events";
import { readFileSync } from "node:fs";
import { type ClientRequest, request as httpRequest, type IncomingMessage } from "node:http";
import { request as httpsRequest } from "node:https";
import { afterEach, describe, expect, it } from "vitest";
import { type Handler, HttpResponse } from "../../src/http/index.ts";
import { type RunningServer, type ServeOptions, serve } from "../../src/server/index.ts";
import { occasion } from "./occasion.ts";

const MEBIBYTE = 1_048_576;
/** What goes through; `npm run bench -- transfers` sends 2 GiB and tells the memory that they take. */
const LENGTH = 128 * MEBIBYTE;
const PIECE = 65_536;
/**
 * What may be on the way between one end and the other. Nearly all of it is room in the system: up to 10 MiB for both
 * ends of a connection on Linux. The server's own part is less than half a MiB.
 */
const MOST_ON_THE_WAY = 24 * MEBIBYTE;

const pem = (file: string) => readFileSync(new URL(`./certificates/${file}`, import.meta.url), "latin1");

const WAYS: readonly [string, ServeOptions][] = [
  ["Saluki's own HTTP/1.1", { engine: "saluki", maxBodyBytes: LENGTH }],
  [
    "the same over TLS",
    {
      engine: "saluki",
      maxBodyBytes: LENGTH,
      tls: { cert: pem("localhost.crt"), key: pem("localhost.key") },
    },
  ],
  ["node:http", { engine: "node" }],
];

describe.each(WAYS)("a long body, by %s", (_name, options) => {
  const errors: unknown[] = [];
  let server: RunningServer | undefined;
  let requests: ClientRequest[] = [];

  afterEach(async () => {
    for (const request of requests) request.destroy();
    requests = [];
    await server?.close({ deadline: 0 });
    server = undefined;
    expect(errors.splice(0)).toEqual([]);
  });

  async function start(handler: Handler): Promise<void> {
    const handle: Handler = (request) =>
      request.path === "/quick" ? new HttpResponse("quick") : handler(request);
    server = await serve(handle, { port: 0, onError: (error) => errors.push(error), ...options });
  }

  function open(path: string, method = "GET"): ClientRequest {
    const { port } = server!;
    const settings = { port, host: "127.0.0.1", path, method, agent: false, rejectUnauthorized: false };
    const outgoing = options.tls === undefined ? httpRequest(settings) : httpsRequest(settings);
    outgoing.on("error", () => {});
    requests.push(outgoing);
    return outgoing;
  }

  async function answerTo(outgoing: ClientRequest): Promise<IncomingMessage> {
    const [incoming] = (await once(outgoing, "response")) as [IncomingMessage];
    return incoming;
  }

  /** Resolves when a number no longer grows while other requests are answered. */
  async function still(count: () => number): Promise<void> {
    let unchanged = 0;
    while (unchanged < 5) {
      const before = count();
      const incoming = await answerTo(open("/quick").end());
      incoming.resume();
      await once(incoming, "close");
      unchanged = count() === before ? unchanged + 1 : 0;
    }
  }

  it("is made no faster than its client reads, goes on when that does, and arrives whole", async () => {
    let made = 0;
    let most = 0;
    let read = 0;
    await start(
      () =>
        new HttpResponse(
          (async function* () {
            while (made < LENGTH) {
              made += PIECE;
              most = Math.max(most, made - read);
              yield new Uint8Array(PIECE);
            }
          })(),
        ),
    );
    const incoming = await answerTo(open("/").end());
    await still(() => made);
    expect(made).toBeLessThan(MOST_ON_THE_WAY);
    for await (const piece of incoming) read += piece.length;
    expect(read).toBe(LENGTH);
    expect(most).toBeLessThan(MOST_ON_THE_WAY);
  });

  it("is no longer made when its client goes away while it waits for it", async () => {
    const [returned, finished] = [occasion(), occasion()];
    let made = 0;
    await start((request) => {
      request.after(finished.happens);
      return new HttpResponse(
        (async function* () {
          try {
            for (;;) {
              made += PIECE;
              yield new Uint8Array(PIECE);
            }
          } finally {
            returned.happens();
          }
        })(),
      );
    });
    const incoming = await answerTo(open("/").end());
    await still(() => made);
    const before = made;
    incoming.destroy();
    await returned.happened;
    await finished.happened;
    // The piece that it was waiting with may have been followed by one more.
    expect(made - before).toBeLessThanOrEqual(PIECE);
  });

  it("is sent no faster than its handler reads, goes on when that does, and arrives whole", async () => {
    const go = occasion();
    let received = 0;
    let most = 0;
    let sent = 0;
    await start(async (request) => {
      for await (const piece of request.body.stream()) {
        if (received === 0) await go.happened;
        received += piece.length;
      }
      return new HttpResponse(String(received));
    });
    const outgoing = open("/", "POST");
    outgoing.setHeader("content-length", LENGTH);
    const answer = answerTo(outgoing);
    const piece = new Uint8Array(PIECE);
    const sending = (async () => {
      for (; sent < LENGTH; sent += PIECE) {
        if (!outgoing.write(piece)) await once(outgoing, "drain");
        most = Math.max(most, sent - received);
      }
      outgoing.end();
    })();
    await still(() => sent);
    expect(sent).toBeLessThan(MOST_ON_THE_WAY);
    go.happens();
    await sending;
    const incoming = await answer;
    let text = "";
    for await (const bytes of incoming) text += String(bytes);
    expect(text).toBe(String(LENGTH));
    expect(most).toBeLessThan(MOST_ON_THE_WAY);
  });
});
