import { describe, expect, it } from "vitest";
import { BodyTooLarge } from "../../src/http/index.ts";
import { IncomingBody } from "../../src/server/incoming-body.ts";

function openBody(length?: number): { body: IncomingBody; wanted: () => number } {
  let count = 0;
  const body = new IncomingBody({ bodyWanted: () => count++ }, length);
  return { body, wanted: () => count };
}

const bytes = (text: string) => Buffer.from(text);

async function read(body: IncomingBody): Promise<string[]> {
  const pieces: string[] = [];
  for await (const piece of body) pieces.push(Buffer.from(piece).toString());
  return pieces;
}

describe("IncomingBody", () => {
  it("is collected, from before and after it is asked for", async () => {
    const { body, wanted } = openBody();
    body.push(bytes("ab"));
    const collected = body.collect(10);
    expect(wanted()).toBe(1);
    body.push(bytes("cd"));
    body.end();
    expect(Buffer.from(await collected).toString()).toBe("abcd");
  });

  it("is collected when it has ended already, without asking for more", async () => {
    const { body, wanted } = openBody(2);
    body.push(bytes("ab"));
    body.end();
    expect(Buffer.from(await body.collect(2)).toString()).toBe("ab");
    expect(wanted()).toBe(0);
  });

  it("is collected as nothing when it is empty", async () => {
    const { body } = openBody();
    const collected = body.collect(0);
    body.end();
    expect(await collected).toHaveLength(0);
  });

  it("is collected from many small pieces, with a known length or without", async () => {
    for (const length of [undefined, 100_000]) {
      const { body } = openBody(length);
      const collected = body.collect(100_000);
      for (let i = 0; i < 100_000; i++) body.push(Buffer.of(i & 0xff));
      body.end();
      const whole = await collected;
      expect(whole).toHaveLength(100_000);
      expect(whole.every((octet, i) => octet === (i & 0xff))).toBe(true);
    }
  });

  it("is too large as soon as it is longer than the limit of its reader", async () => {
    const { body } = openBody();
    const collected = body.collect(3);
    body.push(bytes("abc"));
    body.push(bytes("d"));
    await expect(collected).rejects.toThrow(BodyTooLarge);
    expect(body.tooLarge).toBe(true);
    body.push(bytes("e"));
    body.end();
  });

  it("is streamed as it comes, and asks for more when nothing waits", async () => {
    const { body, wanted } = openBody();
    body.push(bytes("a"));
    const pieces = body[Symbol.asyncIterator]();
    expect(await pieces.next()).toEqual({ done: false, value: new Uint8Array([0x61]) });
    expect(wanted()).toBe(0);
    const second = pieces.next();
    expect(wanted()).toBe(1);
    body.push(bytes("b"));
    expect(await second).toEqual({ done: false, value: new Uint8Array([0x62]) });
    body.end();
    expect(await pieces.next()).toEqual({ done: true, value: undefined });
  });

  it("fails its collector, or the next read of its stream", async () => {
    const failure = new Error("lost");
    const first = openBody().body;
    const collected = first.collect(10);
    first.fail(failure);
    await expect(collected).rejects.toBe(failure);

    const second = openBody().body;
    second.push(bytes("a"));
    second.fail(failure);
    const seen: string[] = [];
    await expect(
      (async () => {
        for await (const piece of second) seen.push(Buffer.from(piece).toString());
      })(),
    ).rejects.toBe(failure);
    expect(seen).toEqual(["a"]);
  });

  it("fails who comes later, and nobody when nobody comes", async () => {
    const failure = new Error("lost");
    const { body } = openBody();
    body.fail(failure);
    await expect(body.collect(10)).rejects.toBe(failure);
  });

  it("is full when much waits for its reader, and no more when that was read", async () => {
    const { body } = openBody();
    while (!body.full) body.push(Buffer.alloc(10_000));
    expect(body.received).toBeLessThan(200_000);
    body.end();
    await read(body);
    expect(body.full).toBe(false);
  });

  it("is full of few bytes when they come one by one", () => {
    const { body } = openBody();
    while (!body.full) body.push(Buffer.alloc(1));
    expect(body.received).toBeLessThan(1000);
  });

  it("is never full for a collector: that has a limit", () => {
    const { body } = openBody();
    void body.collect(1e6);
    for (let i = 0; i < 10; i++) body.push(Buffer.alloc(65_536));
    expect(body.full).toBe(false);
  });

  it("is wanted while its reader waits, and when it is thrown away", async () => {
    const { body } = openBody();
    expect(body.wanted).toBe(false);
    const reading = body[Symbol.asyncIterator]().next();
    expect(body.wanted).toBe(true);
    body.push(bytes("a"));
    expect(body.wanted).toBe(false);
    await reading;
    body.discard(10, new Error("too late"));
    expect(body.wanted).toBe(true);
  });

  it("is thrown away up to a limit", () => {
    const { body } = openBody();
    body.push(Buffer.alloc(100));
    body.discard(50, new Error("too late"));
    body.push(Buffer.alloc(50));
    expect(body.overrun).toBe(false);
    body.push(Buffer.alloc(1));
    expect(body.overrun).toBe(true);
    expect(body.full).toBe(false);
  });

  it("cannot be read once it is thrown away", async () => {
    const late = new Error("too late");
    const { body } = openBody();
    const collected = body.collect(10);
    body.discard(50, late);
    await expect(collected).rejects.toBe(late);
    await expect(body.collect(10)).rejects.toBe(late);
  });

  it("never looks complete to a reader that has read a part of it when it is thrown away", async () => {
    const late = new Error("too late");
    const { body } = openBody(3);
    const pieces = body[Symbol.asyncIterator]();
    body.push(bytes("a"));
    await pieces.next();
    body.push(bytes("b"));
    body.discard(50, late);
    body.push(bytes("c"));
    body.end();
    await expect(pieces.next()).rejects.toBe(late);
  });

  it("stays thrown away, and wanted, when somebody comes to read it", async () => {
    const late = new Error("too late");
    const { body } = openBody();
    body.discard(50, late);
    await expect(body.collect(10)).rejects.toBe(late);
    await expect(read(body)).rejects.toBe(late);
    body.push(bytes("a"));
    expect([body.wanted, body.full]).toEqual([true, false]);
  });
});
