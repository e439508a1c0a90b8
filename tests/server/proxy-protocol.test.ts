import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { ProxyHeaderParser } from "../../src/server/proxy-protocol.ts";

const SIGNATURE = "0d0a0d0a000d0a515549540a";

/** A header of version 2: bytes 13 and 14, the addresses and what follows them, all in hexadecimal digits. */
function v2(command: string, family: string, rest = "", length = rest.length / 2): Buffer {
  return Buffer.from(SIGNATURE + command + family + length.toString(16).padStart(4, "0") + rest, "hex");
}

const IPV4 = "cb007107c000020116 2e0050".replaceAll(" ", "");
const IPV6 = `${"20010db8000000000000000000000001"}${"20010db8000000000000000000000002"}162e0050`;
const UNIX = `${Buffer.from("/run/a").toString("hex").padEnd(216, "0")}${"".padEnd(216, "0")}`;
const TLV = "04000101" + "030004deadbeef";

const v1 = (line: string) => Buffer.from(line, "latin1");
const CLIENT = { remoteAddress: "203.0.113.7", remotePort: 5678 };
const CLIENT6 = { remoteAddress: "2001:db8::1", remotePort: 5678 };
const NOBODY = { remoteAddress: undefined, remotePort: undefined, clientUnknown: true };

const GOOD: readonly [name: string, header: Buffer, peer: object][] = [
  ["v1, IPv4", v1("PROXY TCP4 203.0.113.7 192.0.2.1 5678 80\r\n"), CLIENT],
  ["v1, IPv6", v1("PROXY TCP6 2001:DB8:0::1 2001:db8::2 5678 80\r\n"), CLIENT6],
  ["v1, IPv4 within IPv6", v1("PROXY TCP6 ::ffff:203.0.113.7 ::1 5678 80\r\n"), CLIENT],
  [
    "v1 at its longest",
    v1(`PROXY UNKNOWN ${"ffff:".repeat(7)}ffff ${"ffff:".repeat(7)}ffff 65535 65535\r\n`),
    NOBODY,
  ],
  ["v1, UNKNOWN", v1("PROXY UNKNOWN\r\n"), NOBODY],
  ["v2, IPv4", v2("21", "11", IPV4), CLIENT],
  ["v2, IPv6", v2("21", "21", IPV6), CLIENT6],
  ["v2, Unix", v2("21", "31", UNIX), NOBODY],
  ["v2, IPv4 with TLVs", v2("21", "11", IPV4 + TLV), CLIENT],
  ["v2, IPv6 with TLVs", v2("21", "21", IPV6 + TLV), CLIENT6],
  ["v2 at its longest", v2("21", "11", IPV4.padEnd((4096 - 16) * 2, "0")), CLIENT],
  ["v2, LOCAL", v2("20", "00"), NOBODY],
  ["v2, LOCAL with addresses", v2("20", "11", IPV4), NOBODY],
  ["v2, of no family", v2("21", "00"), NOBODY],
  ["v2, of no family, with TLVs", v2("21", "00", TLV), NOBODY],
  ["v2, of no transport", v2("21", "10", IPV4), NOBODY],
];

const BAD: readonly [name: string, header: Buffer][] = [
  ["a request", v1("GET / HTTP/1.1\r\n")],
  ["a TLS handshake", Buffer.from("16030100c8010000c40303", "hex")],
  ["an empty line", v1("\r\nPROXY UNKNOWN\r\n")],
  ["v1 in lower case", v1("proxy UNKNOWN\r\n")],
  ["v1 with two spaces", v1("PROXY  TCP4 203.0.113.7 192.0.2.1 5678 80\r\n")],
  ["v1 with a space at the end", v1("PROXY TCP4 203.0.113.7 192.0.2.1 5678 80 \r\n")],
  ["v1 of an unknown family", v1("PROXY UDP4 203.0.113.7 192.0.2.1 5678 80\r\n")],
  ["v1 of the other family", v1("PROXY TCP4 2001:db8::1 2001:db8::2 5678 80\r\n")],
  ["v1 of the other family again", v1("PROXY TCP6 203.0.113.7 192.0.2.1 5678 80\r\n")],
  ["v1 with a broken address", v1("PROXY TCP4 203.0.113.256 192.0.2.1 5678 80\r\n")],
  ["v1 with a broken destination", v1("PROXY TCP4 203.0.113.7 192.0.2 5678 80\r\n")],
  ["v1 with a port that is none", v1("PROXY TCP4 203.0.113.7 192.0.2.1 65536 80\r\n")],
  ["v1 with a leading zero", v1("PROXY TCP4 203.0.113.7 192.0.2.1 05678 80\r\n")],
  ["v1 without ports", v1("PROXY TCP4 203.0.113.7 192.0.2.1\r\n")],
  ["v1 ended by LF only", v1(`PROXY TCP4 203.0.113.7 192.0.2.1 5678 80\n${" ".repeat(100)}`)],
  ["v1 without an end", v1(`PROXY UNKNOWN ${"x".repeat(93)}`)],
  ["v1 that is too long", v1(`PROXY UNKNOWN ${"x".repeat(92)}\r\n`)],
  ["v2 of version 1", v2("11", "11", IPV4)],
  ["v2 with an unknown command", v2("22", "11", IPV4)],
  ["v2 of an unknown family", v2("21", "41", IPV4)],
  ["v2 of datagrams", v2("21", "12", IPV4)],
  ["v2 that is too short for IPv4", v2("21", "11", IPV4.slice(2))],
  ["v2 that is too short for IPv6", v2("21", "21", IPV4)],
  ["v2 that is too short for Unix", v2("21", "31", IPV6)],
  ["v2 that is too long", v2("21", "11", "", 4096 - 16 + 1)],
];

/** Feeds pieces until the parser knows. */
function parse(pieces: readonly Buffer[]) {
  const parser = new ProxyHeaderParser();
  const after: Buffer[] = [];
  for (const piece of pieces) {
    if (parser.state === "incomplete") parser.feed(piece);
    else after.push(piece);
  }
  return { state: parser.state, peer: parser.peer, rest: Buffer.concat([parser.rest, ...after]) };
}

const bytewise = (bytes: Buffer) => [...bytes].map((byte) => Buffer.from([byte]));

function split(bytes: Buffer, at: readonly number[]): Buffer[] {
  const cuts = [0, ...at.map((cut) => cut % (bytes.length + 1)).sort((a, b) => a - b), bytes.length];
  return cuts.slice(1).map((cut, i) => bytes.subarray(cuts[i], cut));
}

describe("a PROXY header", () => {
  const rest = Buffer.from("GET / HTTP/1.1\r\n", "latin1");

  it.each(GOOD)("is read: %s", (_, header, peer) => {
    const whole = Buffer.concat([header, rest]);
    const expected = { state: "complete", peer, rest };
    expect(parse([whole])).toEqual(expected);
    expect(parse(bytewise(whole))).toEqual(expected);
    fc.assert(
      fc.property(fc.array(fc.nat(), { maxLength: 6 }), (cuts) => {
        expect(parse(split(whole, cuts))).toEqual(expected);
      }),
      { numRuns: 50 },
    );
  });

  it.each(GOOD)("is waited for to its last byte: %s", (_, header, peer) => {
    expect(parse([header.subarray(0, -1)])).toMatchObject({ state: "incomplete" });
    expect(parse([header])).toMatchObject({ state: "complete", peer, rest: Buffer.alloc(0) });
  });

  it.each(BAD)("is refused: %s", (_, bytes) => {
    expect(parse([bytes]).state).toBe("invalid");
    expect(parse(bytewise(bytes)).state).toBe("invalid");
    fc.assert(
      fc.property(fc.array(fc.nat(), { maxLength: 6 }), (cuts) => {
        expect(parse(split(bytes, cuts)).state).toBe("invalid");
      }),
      { numRuns: 20 },
    );
  });

  it("is refused as soon as it can be none", () => {
    expect(parse([v1("G")]).state).toBe("invalid");
    expect(parse([v1("PROXX")]).state).toBe("invalid");
    expect(parse([Buffer.from("0d0a0d0b", "hex")]).state).toBe("invalid");
    expect(parse([v2("21", "11", "", 65_535)]).state).toBe("invalid");
  });

  it("is never more than what may be waited for, whatever the bytes are", () => {
    const start = fc.constantFrom(
      v1("PROXY "),
      v1("PROXY TCP4 "),
      v2("21", "11").subarray(0, 13),
      Buffer.alloc(0),
    );
    fc.assert(
      fc.property(start, fc.uint8Array({ minLength: 4096, maxLength: 5000 }), (first, bytes) => {
        const { state, peer } = parse([Buffer.concat([first, bytes])]);
        expect(state).not.toBe("incomplete");
        expect(peer).toHaveProperty("remotePort");
      }),
    );
  });
});
