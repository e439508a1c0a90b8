import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { DEFAULT_LIMITS, RequestParser, resolveLimits } from "../../../src/server/http1/index.ts";
import { cut, octetByOctet, octets, outcomeOf } from "./outcome.ts";
import * as requests from "./requests.ts";

const groups: [string, requests.Requests][] = [
  ["request line", requests.REQUEST_LINES],
  ["version", requests.VERSIONS],
  ["target", requests.TARGETS],
  ["header line", requests.FIELDS],
  ["Host", requests.HOSTS],
  ["Content-Length", requests.CONTENT_LENGTHS],
  ["Transfer-Encoding", requests.TRANSFER_ENCODINGS],
  ["chunk", requests.CHUNKS],
  ["trailer section", requests.TRAILERS],
  ["pipeline", requests.PIPELINES],
  ["Expect", requests.EXPECTATIONS],
];

describe.each(groups)("%s", (_, table) => {
  it.each(table)("%s", (_, bytes, outcome) => {
    expect(outcomeOf([octets(bytes)])).toEqual(outcome);
  });

  it.each(table)("octet by octet: %s", (_, bytes, outcome) => {
    expect(outcomeOf(octetByOctet(octets(bytes)))).toEqual(outcome);
  });
});

const anyRequests = fc.constantFrom(...requests.ALL_REQUESTS.map(([, bytes]) => bytes));

describe("RequestParser", () => {
  it("reads the same however the bytes are cut", () => {
    fc.assert(
      fc.property(
        fc.array(anyRequests, { minLength: 1, maxLength: 3 }),
        fc.array(fc.nat(2000), { maxLength: 8 }),
        (parts, offsets) => {
          const bytes = octets(parts.join(""));
          const pieces = cut(
            bytes,
            offsets.map((offset) => offset % (bytes.length + 1)),
          );
          expect(outcomeOf(pieces)).toEqual(outcomeOf([bytes]));
        },
      ),
      { numRuns: 2000 },
    );
  });

  it("reads the same however the bytes are cut, when limits are met on the way", () => {
    const limits = { maxRequestLineBytes: 24, maxHeaderBytes: 60, maxHeaderCount: 3, maxBodyBytes: 8 };
    fc.assert(
      fc.property(anyRequests, fc.array(fc.nat(500), { maxLength: 8 }), (text, offsets) => {
        const bytes = octets(text);
        const pieces = cut(
          bytes,
          offsets.map((offset) => offset % (bytes.length + 1)),
        );
        expect(outcomeOf(pieces, limits)).toEqual(outcomeOf([bytes], limits));
      }),
      { numRuns: 2000 },
    );
  });

  it("reads the same however the bytes are cut, when some of them are spoiled", () => {
    const spoil = fc.record({ at: fc.nat(500), by: fc.constantFrom(..."\r\n\t\0 :;,\x7f\x80\xff0aG") });
    fc.assert(
      fc.property(
        anyRequests,
        fc.array(spoil, { minLength: 1, maxLength: 4 }),
        fc.array(fc.nat(500), { maxLength: 6 }),
        (text, spoils, offsets) => {
          const bytes = octets(text);
          for (const { at, by } of spoils) bytes.write(by, at % bytes.length, "latin1");
          const pieces = cut(
            bytes,
            offsets.map((offset) => offset % (bytes.length + 1)),
          );
          const whole = outcomeOf([bytes]);
          expect(outcomeOf(pieces)).toEqual(whole);
          expect(outcomeOf(octetByOctet(bytes))).toEqual(whole);
        },
      ),
      { numRuns: 1500 },
    );
  });

  it("takes any bytes without an error of its own", () => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ maxLength: 300 }), { maxLength: 4 }), (pieces) => {
        outcomeOf(pieces.map((piece) => Buffer.from(piece)));
      }),
    );
  });

  it("gives names in lower case and values without the white space around them, in order", () => {
    const parser = new RequestParser(DEFAULT_LIMITS);
    parser.feed(octets("GET / HTTP/1.1\r\nHOST: a\r\nX-Own: \t b, c \r\nx-own:\r\n__proto__: d\xe9\r\n\r\n"));
    expect(parser.next()).toBe("head");
    expect(parser.head.fields).toEqual(["host", "a", "x-own", "b, c", "x-own", "", "__proto__", "d\xe9"]);
  });

  it("gives each request fields of its own", () => {
    const parser = new RequestParser(DEFAULT_LIMITS);
    parser.feed(octets("GET / HTTP/1.1\r\nHost: a\r\n\r\nGET / HTTP/1.1\r\nHost: b\r\n\r\n"));
    parser.next();
    const { fields } = parser.head;
    parser.next();
    expect(fields).toEqual(["host", "a"]);
    expect(parser.head.fields).toEqual(["host", "b"]);
  });

  it("puts the authority of an absolute target in the place of Host", () => {
    const parser = new RequestParser(DEFAULT_LIMITS);
    parser.feed(octets("GET http://b:1/ HTTP/1.1\r\nHost: a\r\n\r\nGET http://b:1/ HTTP/1.0\r\n\r\n"));
    parser.next();
    expect(parser.head.fields).toEqual(["host", "b:1"]);
    parser.next();
    expect(parser.head.fields).toEqual(["host", "b:1"]);
  });

  it.each([
    ["", "1.1", true],
    ["close", "1.1", false],
    ["CLOSE", "1.1", false],
    ["x,\tclose , y", "1.1", false],
    ["keep-alive, close", "1.1", false],
    ["x\r\nConnection: close", "1.1", false],
    ["closed, not-close", "1.1", true],
    ["keep-alive", "1.1", true],
    ["", "1.0", false],
    ["keep-alive", "1.0", true],
    ["Keep-Alive, x", "1.0", true],
    ["close, keep-alive", "1.0", false],
  ])("Connection: %j in HTTP/%s keeps the connection: %s", (connection, version, keepAlive) => {
    const parser = new RequestParser(DEFAULT_LIMITS);
    parser.feed(octets(`GET / HTTP/${version}\r\nHost: a\r\nConnection: ${connection}\r\n\r\n`));
    expect(parser.next()).toBe("head");
    expect(parser.framing.keepAlive).toBe(keepAlive);
  });

  it.each([
    ["1.1", "Content-Length: 1", true],
    ["1.1", "Transfer-Encoding: chunked", true],
    ["1.1", "Content-Length: 0", false],
    ["1.0", "Content-Length: 1", false],
  ])("100-continue in HTTP/%s with %s is an expectation: %s", (version, line, expected) => {
    const parser = new RequestParser(DEFAULT_LIMITS);
    parser.feed(octets(`POST / HTTP/${version}\r\nHost: a\r\nExpect: 100-continue\r\n${line}\r\n\r\n`));
    expect(parser.next()).toBe("head");
    expect(parser.framing.expectsContinue).toBe(expected);
  });

  it("makes one piece of all chunks that arrive together", () => {
    const parser = new RequestParser(DEFAULT_LIMITS);
    parser.feed(octets("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n"));
    expect(parser.next()).toBe("head");
    parser.feed(octets(`${"1\r\nx\r\n2\r\nyz\r\n".repeat(100)}5\r\nhal`));
    expect(parser.next()).toBe("data");
    expect(parser.data.toString()).toBe(`${"xyz".repeat(100)}hal`);
    expect(parser.next()).toBe("need-data");
  });

  it("is in a message from its first byte on, be it an empty line", () => {
    for (const bytes of ["\r\n", "\r", "G", "GET / HTTP/1.1\r\n"]) {
      const parser = new RequestParser(DEFAULT_LIMITS);
      expect(parser.inMessage).toBe(false);
      parser.feed(octets(bytes));
      parser.next();
      expect(parser.inMessage).toBe(true);
    }
  });

  it("keeps nothing of what it has read", () => {
    const parser = new RequestParser(DEFAULT_LIMITS);
    parser.feed(octets("GET / HTTP/1.1\r\nHost: a\r\n\r\n"));
    parser.next();
    expect(parser.buffered).toBe(0);
    expect(parser.inMessage).toBe(false);
  });

  it("hands out what is behind a request unread, for another protocol", () => {
    const parser = new RequestParser(DEFAULT_LIMITS);
    parser.feed(octets("GET / HTTP/1.1\r\nHost: a\r\n\r\n\x81\x80rest"));
    parser.next();
    expect(parser.takeRest().toString("latin1")).toBe("\x81\x80rest");
    expect(parser.buffered).toBe(0);
  });
});

describe("the end of the connection", () => {
  it.each([
    ["before anything", "", "end"],
    ["after an empty line", "\r\n", "end"],
    ["after a request", "GET / HTTP/1.1\r\nHost: a\r\n\r\n", "end"],
    ["within an empty line", "\r", "refused"],
    ["within a head", "GET / HTTP/1.1\r\n", "refused"],
    ["within a body", "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nhell", "refused"],
    [
      "within chunks",
      "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n",
      "refused",
    ],
    ["within trailers", "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n", "refused"],
  ])("%s", (_, bytes, outcome) => {
    const parser = new RequestParser(DEFAULT_LIMITS);
    parser.feed(octets(bytes));
    while (!["need-data", "refused"].includes(parser.next()));
    expect(parser.end()).toBe(outcome);
    expect(parser.refusal?.status).toBe(outcome === "end" ? undefined : 400);
  });
});

describe("limits", () => {
  const limits = resolveLimits({
    maxRequestLineBytes: 20,
    maxHeaderBytes: 50,
    maxHeaderCount: 3,
    maxBodyBytes: 8,
  });
  const head = "GET / HTTP/1.1\r\nHost: a\r\n";
  const chunks = "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n";
  const wide = { ...limits, maxHeaderBytes: 60 };

  it.each([
    ["a request line of the limit", "GET /a890 HTTP/1.1\r\nHost: a\r\n\r\n", ["GET /a890"]],
    ["one octet more", "GET /a8901 HTTP/1.1\r\nHost: a\r\n\r\n", ["refused 414 requestLineTooLong"]],
    [
      "a longer one that is malformed, too",
      "GET /a89012345 HTTP\r\nHost: a\r\n\r\n",
      ["refused 414 requestLineTooLong"],
    ],
    ["one without end", `GET /${"a".repeat(16)}`, ["refused 414 requestLineTooLong"]],
    ["a method without end", "G".repeat(21), ["refused 414 requestLineTooLong"]],
    ["a head of the limit", `${head}X: ${"v".repeat(18)}\r\n\r\n`, ["GET /"]],
    ["one octet more", `${head}X: ${"v".repeat(19)}\r\n\r\n`, ["refused 431 headTooLarge"]],
    ["a value without end", `${head}X: ${"v".repeat(30)}`, ["refused 431 headTooLarge"]],
    ["white space without end", `${head}X: ${" ".repeat(30)}`, ["refused 431 headTooLarge"]],
    [
      "a fault before the limit",
      `${head}X : ${"v".repeat(8)}\r\nY: ${"v".repeat(30)}\r\n\r\n`,
      ["refused 400 spaceBeforeColon"],
    ],
    ["as many lines as the limit", `${head}A: 1\r\nB: 2\r\n\r\n`, ["GET /"]],
    ["one line more", `${head}A: 1\r\nB: 2\r\nC: 3\r\n\r\n`, ["refused 431 tooManyFields"]],
    [
      "a body of the limit",
      `POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 8\r\n\r\n12345678`,
      ['POST / "12345678"'],
    ],
    [
      "a longer one, before it comes",
      `POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\n\r\n`,
      ["refused 413 bodyTooLarge"],
    ],
  ])("%s", (_, bytes, outcome) => {
    expect(outcomeOf([octets(bytes)], limits)).toEqual(outcome);
    expect(outcomeOf(octetByOctet(octets(bytes)), limits)).toEqual(outcome);
  });

  it.each([
    ["chunks up to the limit", "4\r\n1234\r\n4\r\n5678\r\n0\r\n\r\n", ['POST / "12345678"']],
    ["chunks beyond it", "4\r\n1234\r\n5\r\n56789\r\n0\r\n\r\n", ["refused 413 bodyTooLarge"]],
    ["a chunk beyond it, before it comes", "9\r\n", ["refused 413 bodyTooLarge"]],
    [
      "an extension that is too long",
      `1;${"a".repeat(60)}\r\nx\r\n0\r\n\r\n`,
      ["refused 400 chunkExtensionsTooLarge"],
    ],
    [
      "extensions that are too long together",
      `${`1;${"a".repeat(20)}\r\nx\r\n`.repeat(3)}0\r\n\r\n`,
      ["refused 400 chunkExtensionsTooLarge"],
    ],
    ["an extension without end", `1;${"a".repeat(60)}`, ["refused 400 chunkExtensionsTooLarge"]],
    ["trailers that are too long", `0\r\nX: ${"v".repeat(60)}\r\n\r\n`, ["refused 431 headTooLarge"]],
    ["too many trailers", `0\r\n${"X: v\r\n".repeat(4)}\r\n`, ["refused 431 tooManyFields"]],
  ])("%s", (_, body, outcome) => {
    expect(outcomeOf([octets(chunks + body)], wide)).toEqual(outcome);
    expect(outcomeOf(octetByOctet(octets(chunks + body)), wide)).toEqual(outcome);
  });
});
