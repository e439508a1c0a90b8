import { describe, expect, it } from "vitest";
import { HeaderList, HttpResponse } from "../../../src/http/index.ts";
import {
  chunkSizeLine,
  dateLine,
  HeadWriter,
  type ResponseFraming,
} from "../../../src/server/http1/index.ts";

const DATE = dateLine(Date.UTC(1994, 10, 6, 8, 49, 37));

interface Said {
  status?: number;
  headers?: Record<string, string>;
  framing?: ResponseFraming;
  length?: number | undefined;
  minorVersion?: number;
  keepAlive?: boolean;
}

function write(said: Said, writer = new HeadWriter()): { lines: string[]; keepAlive: boolean } {
  const { status = 200, headers, framing = "length", minorVersion = 1, keepAlive = true } = said;
  const length = "length" in said ? said.length : framing === "length" ? 0 : undefined;
  const response = new HttpResponse(null, { status, headers });
  const text = writer.write(response, framing, length, minorVersion, keepAlive, DATE);
  expect(text.endsWith("\r\n\r\n")).toBe(true);
  return { lines: text.slice(0, -4).split("\r\n"), keepAlive: writer.keepAlive };
}

describe("HeadWriter", () => {
  it("writes status line, fields, date and length", () => {
    expect(write({ status: 201, headers: { "content-type": "text/plain" }, length: 5 }).lines).toEqual([
      "HTTP/1.1 201 Created",
      "content-type: text/plain",
      "date: Sun, 06 Nov 1994 08:49:37 GMT",
      "content-length: 5",
    ]);
  });

  it("names its own version to a client of HTTP/1.0", () => {
    expect(write({ minorVersion: 0, keepAlive: false }).lines[0]).toBe("HTTP/1.1 200 OK");
  });

  it("writes a reason for a status that nobody has registered", () => {
    expect(write({ status: 299 }).lines[0]).toBe("HTTP/1.1 299 Unknown");
  });

  it.each<[string, Said, string[]]>([
    ["a length", { framing: "length", length: 7 }, ["content-length: 7"]],
    ["chunks", { framing: "chunked" }, ["transfer-encoding: chunked"]],
    ["the end of the connection", { framing: "close", keepAlive: false }, ["connection: close"]],
    ["none", { framing: "none" }, []],
    ["none, with a length to tell", { framing: "none", length: 7 }, ["content-length: 7"]],
  ])("frames by %s", (_, said, lines) => {
    expect(write(said).lines.slice(2)).toEqual(lines);
  });

  it("replaces what the response says of its framing", () => {
    const headers = { "content-length": "99", "transfer-encoding": "gzip, chunked", "x-own": "1" };
    expect(write({ headers, length: 3 }).lines.slice(1)).toEqual([
      "x-own: 1",
      DATE.trim(),
      "content-length: 3",
    ]);
  });

  it("keeps the date of the response", () => {
    const { lines } = write({ headers: { date: "Mon, 07 Nov 1994 08:49:37 GMT" } });
    expect(lines.filter((line) => line.startsWith("date"))).toEqual(["date: Mon, 07 Nov 1994 08:49:37 GMT"]);
  });

  it.each<[string, Said, string | undefined, boolean]>([
    ["nothing to say", {}, undefined, true],
    ["the server closes", { keepAlive: false }, "close", false],
    ["the response closes", { headers: { connection: "Close" } }, "close", false],
    ["both close", { keepAlive: false, headers: { connection: "close" } }, "close", false],
    [
      "the response would keep it",
      { keepAlive: false, headers: { connection: "keep-alive" } },
      "close",
      false,
    ],
    ["an option of the response", { headers: { connection: "Upgrade" } }, "upgrade", true],
    [
      "an option, and the server closes",
      { keepAlive: false, headers: { connection: "Upgrade" } },
      "upgrade, close",
      false,
    ],
    ["a client of HTTP/1.0 that is kept", { minorVersion: 0 }, "keep-alive", true],
    ["a client of HTTP/1.0 that is not", { minorVersion: 0, keepAlive: false }, "close", false],
  ])("Connection: %s", (_, said, connection, keepAlive) => {
    const written = write(said);
    const line = written.lines.find((text) => text.startsWith("connection: "));
    expect(line?.slice("connection: ".length)).toBe(connection);
    expect(written.keepAlive).toBe(keepAlive);
  });

  it("writes each head for itself, whatever it remembers of the last", () => {
    const writer = new HeadWriter();
    const heads: Said[] = [
      { headers: { a: "1" } },
      { headers: { a: "1" } },
      { headers: { a: "2" } },
      { headers: { a: "2", connection: "close" } },
      { headers: { a: "2" } },
      { status: 404, headers: { a: "2" } },
      { status: 404, headers: {} },
      { status: 404, headers: Object.fromEntries(Array.from({ length: 30 }, (_, i) => [`x${i}`, "v"])) },
      { status: 404, headers: Object.fromEntries(Array.from({ length: 30 }, (_, i) => [`x${i}`, "w"])) },
    ];
    for (const said of heads) expect(write(said, writer)).toEqual(write(said));
  });

  it("sees that a header list was changed since it was written", () => {
    const writer = new HeadWriter();
    const headers = new HeaderList({ a: "1" });
    const response = new HttpResponse(null, { headers });
    writer.write(response, "length", 0, 1, true, DATE);
    headers.set("a", "2");
    expect(writer.write(response, "length", 0, 1, true, DATE)).toContain("a: 2\r\n");
  });

  it("sees that the second has passed", () => {
    const writer = new HeadWriter();
    const response = new HttpResponse();
    writer.write(response, "length", 0, 1, true, DATE);
    expect(writer.write(response, "length", 0, 1, true, dateLine(0))).toContain(
      "Thu, 01 Jan 1970 00:00:00 GMT",
    );
  });
});

describe("chunkSizeLine", () => {
  it.each([
    [1, "1\r\n"],
    [255, "ff\r\n"],
    [65_536, "10000\r\n"],
  ])("%d", (size, line) => {
    expect(chunkSizeLine(size)).toBe(line);
  });
});
