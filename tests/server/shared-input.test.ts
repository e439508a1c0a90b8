import { once } from "node:events";
import { type AddressInfo, connect, createServer, type Socket } from "node:net";
import { Duplex } from "node:stream";
import { afterEach, describe, expect, it } from "vitest";
import { HttpResponse } from "../../src/http/index.ts";
import { type RunningServer, serve } from "../../src/server/index.ts";
import { readShared } from "../../src/server/shared-input.ts";
import { RawClient } from "./raw-client.ts";

const cleanUp: (() => unknown)[] = [];

afterEach(async () => {
  for (const step of cleanUp.splice(0).reverse()) await step();
});

/** Both ends of a connection. */
async function pair(): Promise<{ client: Socket; socket: Socket }> {
  const server = createServer({ allowHalfOpen: true }).listen(0, "127.0.0.1");
  await once(server, "listening");
  const client = connect((server.address() as AddressInfo).port, "127.0.0.1");
  const [socket] = (await once(server, "connection")) as [Socket];
  cleanUp.push(
    () => server.close(),
    () => client.destroy(),
    () => socket.destroy(),
  );
  return { client, socket };
}

describe("readShared", () => {
  it("takes over the reading of an ordinary socket on this Node", async () => {
    const { client, socket } = await pair();
    const reads: string[] = [];
    const read = new Promise<void>((resolve) => {
      const release = readShared(socket, (bytes) => {
        reads.push(bytes.toString());
        resolve();
      });
      expect(release).toBeTypeOf("function");
    });
    client.write("hello");
    await read;
    expect(reads).toEqual(["hello"]);
  });

  it("hands all sockets the same memory, so that none has its own", async () => {
    const [a, b] = [await pair(), await pair()];
    const memory = new Set<ArrayBufferLike>();
    for (const { client, socket } of [a, b]) {
      const read = new Promise<void>((resolve) => {
        readShared(socket, (bytes) => {
          memory.add(bytes.buffer);
          resolve();
        });
      });
      client.write("x");
      await read;
    }
    expect(memory.size).toBe(1);
  });

  it("tells of the client's end", async () => {
    const { client, socket } = await pair();
    readShared(socket, () => {});
    client.end("last words");
    await once(socket, "end");
  });

  it("reads nothing while the socket is paused", async () => {
    const [a, b] = [await pair(), await pair()];
    let received = 0;
    const paused = new Promise<void>((resolve) => {
      readShared(a.socket, (bytes) => {
        received += bytes.length;
        a.socket.pause();
        resolve();
      });
    });
    a.client.write("first");
    await paused;
    a.client.write("second");
    // By the time that another connection has been read, this one could have been.
    readShared(b.socket, () => b.client.destroy());
    b.client.write("other");
    await once(b.client, "close");
    expect(received).toBe("first".length);
    a.socket.resume();
    while (received === "first".length) await new Promise(setImmediate);
  });

  it("gives the socket back, with data of its own, for another protocol", async () => {
    const { client, socket } = await pair();
    const release = readShared(socket, () => {});
    release!();
    const kept: Buffer[] = [];
    socket.on("data", (bytes: Buffer) => kept.push(bytes));
    for (const word of ["one", "two"]) {
      client.write(word);
      await once(socket, "data");
    }
    expect(kept.map(String)).toEqual(["one", "two"]);
  });

  it("leaves what is no socket of node:net alone", () => {
    const stream = new Duplex({ read() {}, write() {} });
    expect(readShared(stream as unknown as Socket, () => {})).toBeUndefined();
  });
});

describe("what is read into shared memory", () => {
  async function start(handler: Parameters<typeof serve>[0]): Promise<RunningServer> {
    const server = await serve(handler, { port: 0 });
    cleanUp.push(() => server.close({ deadline: 0 }));
    return server;
  }

  const post = (body: string, chunked = false) =>
    chunked
      ? `POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n${body.length.toString(16)}\r\n${body}\r\n0\r\n\r\n`
      : `POST / HTTP/1.1\r\nHost: a\r\nContent-Length: ${body.length}\r\n\r\n${body}`;

  it.each([
    ["a whole body", (body: string) => [post(body)]],
    ["a chunked body", (body: string) => [post(body, true)]],
    ["a body in two reads", (body: string) => [post(body).slice(0, -3), post(body).slice(-3)]],
  ])("stays as it was for a handler that keeps %s", async (_, writes) => {
    const kept: Uint8Array[] = [];
    const { port } = await start(async (request) => {
      for await (const piece of request.body.stream()) kept.push(piece);
      return new HttpResponse("ok");
    });
    for (const letter of "abc") {
      const client = await RawClient.open(port);
      for (const bytes of writes(letter.repeat(50))) {
        const before = kept.length;
        client.send(bytes);
        while (kept.length === before) await new Promise(setImmediate);
      }
      await client.until("ok");
      client.destroy();
    }
    expect(Buffer.concat(kept).toString()).toBe("a".repeat(50) + "b".repeat(50) + "c".repeat(50));
  });

  it.each([
    ["a whole body, in bytes", (body: string) => [post(body)], true],
    ["a whole body, as a stream", (body: string) => [post(body)], false],
    ["a chunked body", (body: string) => [post(body, true)], true],
    ["a body in two reads", (body: string) => [post(body).slice(0, -3), post(body).slice(-3)], true],
    [
      "a body in two reads, as a stream",
      (body: string) => [post(body).slice(0, -3), post(body).slice(-3)],
      false,
    ],
  ])(
    "is not behind %s that a handler gets: nothing of another client is there to see",
    async (_, writes, whole) => {
      let begun = 0;
      const { port } = await start(async (request) => {
        begun++;
        const pieces: Uint8Array[] = [];
        if (whole) pieces.push(await request.body.bytes(100));
        else for await (const piece of request.body.stream()) pieces.push(piece);
        const spare = pieces.map(({ buffer, length }) => buffer.byteLength - length);
        return new HttpResponse(`${spare} ${Buffer.concat(pieces)}`);
      });
      const client = await RawClient.open(port);
      const [first, ...rest] = writes("x".repeat(40));
      client.send(first!);
      while (begun === 0) await new Promise(setImmediate);
      for (const bytes of rest) client.send(bytes);
      const received = await client.until("x".repeat(40));
      client.destroy();
      expect(received).toMatch(/\r\n\r\n0(,0)* x{40}$/);
    },
  );
});
