/**
 * A server in a process of its own, for clients that mean no good. Its parent tells it over IPC to `measure`: what is
 * there once every connection is gone.
 */
import { once } from "node:events";
import { readdirSync, readFileSync } from "node:fs";
import { setImmediate as turn, setTimeout as wait } from "node:timers/promises";
import { type HttpRequest, HttpResponse, runWebSocket } from "../../../src/http/index.ts";
import { serve } from "../../../src/server/index.ts";

/** What the parent gets. */
export interface Measures {
  /** Sockets that did not close within the patience of this process: 0 for a server that lets go. */
  readonly sockets: number;
  /** Open descriptors, `undefined` where the system does not list them. */
  readonly descriptors: number | undefined;
  /** Bytes of the heap after a collection, and of buffers outside of it. */
  readonly memory: number;
  /** Requests that something still holds. */
  readonly requests: number;
  /** Requests that have been begun since the start. */
  readonly begun: number;
  /** What the server reported, by message. */
  readonly errors: readonly string[];
}

/** Longer than every time-out below together: what is still there then will stay. */
const PATIENCE = 5000;

const errors: string[] = [];
let alive = 0;
let begun = 0;
const registry = new FinalizationRegistry(() => {
  alive--;
});

async function handle(request: HttpRequest): Promise<HttpResponse> {
  alive++;
  begun++;
  registry.register(request, undefined);
  const [, path, name] = request.path.split("/");
  switch (`/${path}`) {
    case "/read":
      return new HttpResponse(String((await request.body.bytes(1_000_000)).length));
    case "/pipe":
      return new HttpResponse(request.body.stream());
    case "/large":
      return new HttpResponse("x".repeat(1_000_000));
    case "/stream":
      if (name !== undefined) request.after(streamOf(name).givenUp);
      return new HttpResponse(endless());
    case "/given-up":
      await Promise.race([streamOf(name!).end, once(request.signal, "abort")]);
      return new HttpResponse("given up");
    case "/wait":
      return new Promise((_, reject) => {
        request.signal.addEventListener("abort", () => reject(request.signal.reason));
      });
    case "/socket":
      return runWebSocket(request, async (socket) => {
        await socket.accept();
        for await (const message of socket) await socket.send(message);
      });
    case "/deaf":
      return runWebSocket(request, async (socket) => {
        await socket.accept();
        // It only ever sends, and now has nothing to send.
        await new Promise<void>((resolve) => {
          request.signal.addEventListener("abort", () => resolve());
        });
      });
    default:
      return new HttpResponse("[ok]");
  }
}

/** Streams that somebody asks about, by name. They do not hold their requests. */
const streams = new Map<string, { readonly end: Promise<void>; readonly givenUp: () => void }>();

function streamOf(name: string) {
  let stream = streams.get(name);
  if (stream === undefined) {
    let givenUp = () => {};
    const end = new Promise<void>((resolve) => {
      givenUp = resolve;
    });
    stream = { end, givenUp };
    streams.set(name, stream);
  }
  return stream;
}

async function* endless(): AsyncGenerator<Uint8Array> {
  for (;;) yield new Uint8Array(16_384);
}

const engine = process.argv[2] as "saluki" | "node";
const pem = (file: string) => readFileSync(new URL(`../certificates/${file}`, import.meta.url), "latin1");
const tls =
  process.argv[3] === "https" ? { cert: pem("localhost.crt"), key: pem("localhost.key") } : undefined;
const server = await serve(handle, {
  engine,
  port: 0,
  headersTimeout: 100,
  requestTimeout: 200,
  keepAliveTimeout: 100,
  websocket: { pingInterval: 100, closeTimeout: 100 },
  onError: (error) => errors.push(String(error)),
  ...(engine === "saluki" && {
    bodyTimeout: 100,
    sendTimeout: 100,
    lingerTimeout: 50,
    maxBodyBytes: 2_000_000,
    tls,
  }),
});

function sockets(): number {
  return process.getActiveResourcesInfo().filter((kind) => kind === "TCPSocketWrap" || kind === "TLSWrap")
    .length;
}

async function measure(): Promise<Measures> {
  const until = performance.now() + PATIENCE;
  do {
    await wait(5);
    // What is not held is found by the second collection at the latest; finalizers run in a task of their own.
    gc!();
    await turn();
    gc!();
    await turn();
  } while ((sockets() > 0 || alive > 0) && performance.now() < until);
  const { heapUsed, external } = process.memoryUsage();
  return {
    sockets: sockets(),
    descriptors: process.platform === "linux" ? readdirSync("/proc/self/fd").length : undefined,
    memory: heapUsed + external,
    requests: alive,
    begun,
    errors: [...new Set(errors)],
  };
}

process.on("message", (message) => {
  if (message === "measure") void measure().then((measures) => process.send!(measures));
});
process.on("disconnect", () => process.exit());
process.send!(server.port);
