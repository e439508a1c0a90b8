import { describe, expect, it } from "vitest";
import { CompressedBody } from "../../src/middleware/compressed-body.ts";
import { type CompressionStream, encoderOf } from "../../src/middleware/encoders.ts";

/** A body whose compressors the test can look at. */
function observed(source: AsyncIterable<string>) {
  const opened: CompressionStream[] = [];
  const encoder = encoderOf("gzip");
  const stream = () => {
    opened.push(encoder.stream());
    return opened.at(-1)!;
  };
  return { opened, body: new CompressedBody(source, { ...encoder, stream }, "piece") };
}

async function* endless() {
  for (;;) yield "piece";
}

describe("CompressedBody, its compressor", () => {
  it("is opened at the first piece that is asked for, and no earlier", async () => {
    const { opened, body } = observed(endless());
    expect(opened).toHaveLength(0);
    await body.next();
    await body.next();
    expect(opened).toHaveLength(1);
    await body.return();
  });

  it("is never opened where nothing is asked for", async () => {
    const { opened, body } = observed(endless());
    await body.return();
    await body.next();
    expect(opened).toHaveLength(0);
  });

  it("is freed when the client leaves", async () => {
    const { opened, body } = observed(endless());
    await body.next();
    expect(opened[0]!.destroyed).toBe(false);
    await body.return();
    expect(opened[0]!.destroyed).toBe(true);
  });

  it("is freed when the client leaves while a piece is under way", async () => {
    const { opened, body } = observed(endless());
    await body.next();
    const next = body.next();
    await body.return();
    expect(await next).toEqual({ done: true, value: undefined });
    expect(opened[0]!.destroyed).toBe(true);
  });

  it("is freed at the end", async () => {
    const { opened, body } = observed(
      (async function* () {
        yield "all";
      })(),
    );
    for await (const _ of body);
    expect(opened[0]!.destroyed).toBe(true);
  });

  it("is freed when the source fails", async () => {
    const { opened, body } = observed(
      (async function* () {
        yield "a beginning";
        throw new Error("broken");
      })(),
    );
    await body.next();
    await expect(body.next()).rejects.toThrow("broken");
    expect(opened[0]!.destroyed).toBe(true);
  });
});
