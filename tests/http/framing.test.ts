import { describe, expect, it } from "vitest";
import { contentLength, ExactPieces, HttpResponse, hasContent } from "../../src/http/index.ts";

async function* pieces(...list: (string | Uint8Array)[]): AsyncGenerator<string | Uint8Array> {
  yield* list;
}

describe("hasContent", () => {
  it.each([
    ["GET", 200, true],
    ["HEAD", 200, false],
    ["GET", 204, false],
    ["GET", 205, false],
    ["GET", 304, false],
    ["POST", 404, true],
  ])("%s %i: %s", (method, status, expected) => {
    expect(hasContent(method, status)).toBe(expected);
  });
});

describe("contentLength", () => {
  it.each<[string, string, HttpResponse, number | undefined]>([
    ["a text in bytes", "GET", new HttpResponse("é"), 2],
    ["bytes", "GET", new HttpResponse(new Uint8Array(3)), 3],
    ["no body", "GET", new HttpResponse(), 0],
    ["a stream", "GET", new HttpResponse(pieces()), undefined],
    [
      "a stream that declares it",
      "GET",
      new HttpResponse(pieces(), { headers: { "content-length": "7" } }),
      7,
    ],
    ["a text that declares another", "GET", new HttpResponse("é", { headers: { "content-length": "7" } }), 2],
    ["HEAD of a text", "HEAD", new HttpResponse("é"), 2],
    ["HEAD of a stream", "HEAD", new HttpResponse(pieces()), undefined],
    ["HEAD that declares it", "HEAD", new HttpResponse(null, { headers: { "content-length": "7" } }), 7],
    ["204", "GET", new HttpResponse("é", { status: 204, headers: { "content-length": "7" } }), undefined],
    ["205", "GET", new HttpResponse("é", { status: 205 }), 0],
    ["304", "GET", new HttpResponse("é", { status: 304 }), undefined],
    [
      "304 that declares it",
      "GET",
      new HttpResponse(null, { status: 304, headers: { "content-length": "7" } }),
      7,
    ],
  ])("of %s", (_kind, method, response, expected) => {
    expect(contentLength(response, method)).toBe(expected);
  });

  it.each(["-1", "1.5", "0x10", "1e3", " ", "99999999999999999999"])(
    "that is declared as %j throws",
    (declared) => {
      const response = new HttpResponse(pieces());
      response.headers.set("content-length", declared);
      expect(() => contentLength(response, "GET")).toThrow("INVALID_RESPONSE");
    },
  );
});

describe("ExactPieces", () => {
  async function collect(length: number, ...list: (string | Uint8Array)[]): Promise<unknown[]> {
    const exact = new ExactPieces(pieces(...list), length);
    const collected: unknown[] = [];
    while (true) {
      const step = await exact.next();
      if (step.done) return collected;
      collected.push(step.value);
    }
  }

  it("hands pieces on that have the length together", async () => {
    expect(await collect(4, "é", new Uint8Array(2))).toEqual(["é", new Uint8Array(2)]);
    expect(await collect(0)).toEqual([]);
  });

  it.each([
    [3, ["ab", "cd"]],
    [5, ["ab", "cd"]],
    [1, []],
  ])("rejects when %i bytes are declared and the pieces are %j", async (length, list) => {
    await expect(collect(length, ...list)).rejects.toThrow("INVALID_RESPONSE");
  });

  it("returns what it reads from", async () => {
    let returned = false;
    const source = (async function* () {
      try {
        yield "a";
      } finally {
        returned = true;
      }
    })();
    const exact = new ExactPieces(source, 5);
    await exact.next();
    await exact.return();
    expect(returned).toBe(true);
  });
});
