import { request as httpRequest, type IncomingMessage } from "node:http";
import { Readable } from "node:stream";
import { type Handler, HeaderList } from "../../src/http/index.ts";
import { type ServeOptions, serve, toFetch } from "../../src/server/index.ts";
import { TestClient } from "../../src/testing/index.ts";

export interface Call {
  readonly method?: string;
  readonly target: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Uint8Array | AsyncIterable<Uint8Array>;
}

/** An answer whose body is still to be read. */
export interface OpenAnswer {
  readonly status: number;
  readonly headers: HeaderList;
  /** Rejects when the answer breaks off. */
  readonly pieces: AsyncIterator<Uint8Array, unknown>;
  /** The client goes away. */
  leave(): Promise<void>;
}

/** A handler that can be called in one of the ways into it. */
export interface Way {
  call(call: Call): Promise<OpenAnswer>;
  close(): Promise<void>;
}

export interface WayFactory {
  readonly name: string;
  /** Whether bytes go through a socket, which takes some of them ahead. */
  readonly buffers: boolean;
  open(handler: Handler, onError: (error: unknown) => void): Promise<Way>;
}

/** Over a real socket. */
export function socketWay(name: string, options: ServeOptions): WayFactory {
  return {
    name,
    buffers: true,
    async open(handler, onError) {
      const server = await serve(handler, { ...options, port: 0, onError });
      return {
        call: (call) => overSocket(server.port, call),
        close: () => server.close({ deadline: 1000 }),
      };
    },
  };
}

const fetchWay: WayFactory = {
  name: "fetch",
  buffers: false,
  async open(handler, onError) {
    const fetchHandler = toFetch(handler, { onError });
    return {
      async call({ method = "GET", target, headers = {}, body }) {
        const init: RequestInit = { method, headers };
        if (body !== undefined) {
          init.body =
            typeof body === "string" || body instanceof Uint8Array ? body : ReadableStream.from(body);
          init.duplex = "half";
        }
        const response = await fetchHandler(new Request(`http://testserver${target}`, init));
        const reader = response.body?.getReader();
        return {
          status: response.status,
          headers: new HeaderList(response.headers),
          pieces: {
            next: async () => {
              const step = await reader?.read();
              return step === undefined || step.done
                ? { done: true, value: undefined }
                : { done: false, value: step.value };
            },
          },
          async leave() {
            await reader?.cancel();
          },
        };
      },
      async close() {},
    };
  },
};

const testClientWay: WayFactory = {
  name: "TestClient",
  buffers: false,
  async open(handler) {
    const client = new TestClient(handler, { raiseServerErrors: false });
    return {
      async call({ method = "GET", target, ...rest }) {
        const stream = await client.stream(method, target, { ...rest, followRedirects: false });
        return {
          status: stream.status,
          headers: stream.headers,
          pieces: stream[Symbol.asyncIterator](),
          leave: () => stream.close(),
        };
      },
      close: () => client.close(),
    };
  },
};

/** Every way into a handler. */
export const WAYS: readonly WayFactory[] = [
  socketWay("node:http", { engine: "node" }),
  socketWay("Saluki's own HTTP/1.1", { engine: "saluki" }),
  fetchWay,
  testClientWay,
];

/** What is left of an answer, as text. */
export async function textOf(answer: OpenAnswer): Promise<string> {
  const pieces: Uint8Array[] = [];
  while (true) {
    const step = await answer.pieces.next();
    if (step.done) return Buffer.concat(pieces).toString();
    pieces.push(step.value);
  }
}

function overSocket(port: number, call: Call): Promise<OpenAnswer> {
  const { method = "GET", target, headers = {}, body } = call;
  return new Promise((resolve, reject) => {
    const outgoing = httpRequest({ port, method, path: target, headers, agent: false });
    outgoing.once("error", reject);
    outgoing.once("response", (incoming: IncomingMessage) => {
      outgoing.off("error", reject);
      outgoing.on("error", () => {});
      const pieces = incoming.iterator();
      resolve({
        status: incoming.statusCode!,
        headers: HeaderList.fromFlat(incoming.rawHeaders, false),
        pieces: { next: () => pieces.next() },
        async leave() {
          incoming.destroy();
        },
      });
    });
    if (body === undefined || typeof body === "string" || body instanceof Uint8Array) outgoing.end(body);
    else Readable.from(body).pipe(outgoing);
  });
}
