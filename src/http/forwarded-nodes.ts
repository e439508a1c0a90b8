import { formatIPAddress, type IPAddress, parseIPAddress } from "./ip-address.ts";
import { skipWhitespace, tokenEnd } from "./parameters.ts";
import type { TrustedProxies } from "./trusted-proxies.ts";

/** Who asked a proxy, as that proxy tells it. */
export interface Node {
  /** `undefined` where it is not told, or not by an address. */
  readonly address: string | undefined;
  readonly port: number | undefined;
}

const UNKNOWN: Node = { address: undefined, port: undefined };

/**
 * Most proxies in a row that are believed. No chain is as long; a client within the trusted addresses could else
 * make one as long as a header section may be.
 */
const MOST_HOPS = 32;

/**
 * The client, of `X-Forwarded-For`: the right-most address that is not trusted. Each proxy adds at the right the one
 * that asked it, so what stands further left is that one's claim. Where all are trusted it is the left-most.
 *
 * @returns `undefined` for a list without elements
 */
export function clientOf(list: string, trusted: TrustedProxies): Node | undefined {
  let client: Node | undefined;
  let end = list.length;
  for (let hops = 0; hops < MOST_HOPS; hops++) {
    const start = end === 0 ? 0 : list.lastIndexOf(",", end - 1) + 1;
    const text = trimmed(list, start, end);
    if (text !== "") {
      const hop = readNode(text);
      client = hop?.node ?? UNKNOWN;
      if (hop === undefined || !trusted.trusts(hop.ip)) return client;
    }
    if (start === 0) return client;
    end = start - 1;
  }
  return UNKNOWN;
}

/** What the trusted proxies tell in `Forwarded`. */
export interface Told {
  readonly client: Node | undefined;
  readonly proto: string | undefined;
  readonly host: string | undefined;
}

/**
 * The client of `Forwarded` (RFC 7239), found in the same way, with the scheme and host that it asked for: each as
 * the outermost trusted proxy tells it that tells it at all.
 */
export function toldBy(field: string, trusted: TrustedProxies): Told {
  const told: { -readonly [K in keyof Told]: Told[K] } = {
    client: undefined,
    proto: undefined,
    host: undefined,
  };
  let end = field.length;
  for (let hops = 0; hops < MOST_HOPS; hops++) {
    const element = readElement(field, end);
    // Who wrote this meant somebody, who is not known.
    if (element === undefined) return { ...told, client: UNKNOWN };
    const { parameters, start } = element;
    if (parameters.size > 0) {
      told.proto = parameters.get("proto") ?? told.proto;
      told.host = parameters.get("host") ?? told.host;
      const asked = parameters.get("for");
      if (asked === undefined) return told;
      const hop = readNode(asked);
      told.client = hop?.node ?? UNKNOWN;
      if (hop === undefined || !trusted.trusts(hop.ip)) return told;
    }
    if (start === 0) return told;
    end = start - 1;
  }
  return { ...told, client: UNKNOWN };
}

interface Element {
  readonly parameters: ReadonlyMap<string, string>;
  /** Where the element starts, behind its comma. */
  readonly start: number;
}

/**
 * The last element of `Forwarded` before `end`: `[ pair ] *( ";" [ pair ] )`. Read from its right end, so that nothing
 * that a client wrote further left, such as a quotation mark that is never closed, changes what a proxy has added.
 *
 * @returns `undefined` where it cannot be read
 */
function readElement(field: string, end: number): Element | undefined {
  const parameters = new Map<string, string>();
  let at = skipWhitespaceBack(field, end);
  while (at > 0 && field[at - 1] !== ",") {
    if (field[at - 1] === ";") {
      at = skipWhitespaceBack(field, at - 1);
      continue;
    }
    const value = field[at - 1] === '"' ? readQuotedBack(field, at - 1) : readBareBack(field, at);
    if (value === undefined || field[value.start - 1] !== "=") return undefined;
    const equals = value.start - 1;
    at = nameStart(field, equals);
    const name = field.slice(at, equals).toLowerCase();
    if (tokenEnd(name, 0) !== name.length || name === "" || parameters.has(name)) return undefined;
    parameters.set(name, value.text);
    at = skipWhitespaceBack(field, at);
    if (at > 0 && field[at - 1] !== ";" && field[at - 1] !== ",") return undefined;
  }
  return { parameters, start: at };
}

interface Piece {
  readonly text: string;
  readonly start: number;
}

/** The quoted string (RFC 9110 §5.6.4) whose closing mark stands at `close`. */
function readQuotedBack(field: string, close: number): Piece | undefined {
  let open = close;
  do {
    open = field.lastIndexOf('"', open - 1);
    if (open < 0) return undefined;
    // An opening mark follows `=`; one that follows a backslash is text.
  } while (field[open - 1] === "\\");
  return { text: field.slice(open + 1, close).replace(/\\(.)/g, "$1"), start: open };
}

/** What is no quoted string and ends at `end`: a token, or an address and port, which many forget to quote. */
function readBareBack(field: string, end: number): Piece | undefined {
  let start = end;
  while (start > 0 && /[^\s",;=]/.test(field[start - 1]!)) start--;
  return start === end ? undefined : { text: field.slice(start, end), start };
}

function nameStart(field: string, end: number): number {
  let start = end;
  while (start > 0 && !"\t ,;".includes(field[start - 1]!)) start--;
  return start;
}

function skipWhitespaceBack(text: string, index: number): number {
  let at = index;
  while (text[at - 1] === " " || text[at - 1] === "\t") at--;
  return at;
}

/** The last member of a list (RFC 9110 §5.6.1). */
export function lastMember(list: string): string {
  return trimmed(list, list.lastIndexOf(",") + 1, list.length);
}

/** Without the white space of HTTP. Not by a regular expression: they take longer than the text is long. */
function trimmed(text: string, start: number, end: number): string {
  const first = skipWhitespace(text, start);
  return first >= end ? "" : text.slice(first, skipWhitespaceBack(text, end));
}

/** A node (RFC 7239 §6) whose address can be looked at; `ip` is `undefined` for one at a Unix socket. */
interface Hop {
  readonly ip: IPAddress | undefined;
  readonly node: Node;
}

/**
 * Reads `192.0.2.1`, `192.0.2.1:80`, `2001:db8::1`, `[2001:db8::1]`, `[2001:db8::1]:80`. nginx calls a peer at a Unix
 * socket `unix:`.
 *
 * @returns `undefined` for what is no address: `unknown`, `_hidden`, and what is malformed
 */
function readNode(text: string): Hop | undefined {
  if (text === "unix:") return { ip: undefined, node: UNKNOWN };
  const match = /^(?:\[([^\]]*)\]|([0-9.]+))(?::([0-9]{1,5}|_[-._0-9A-Za-z]+))?$/.exec(text);
  const address = match === null ? text : (match[1] ?? match[2]!);
  const ip = parseIPAddress(address);
  if (ip === undefined || (match?.[1] !== undefined && !address.includes(":"))) return undefined;
  const number = Number(match?.[3] ?? Number.NaN);
  const port = number <= 65_535 ? number : undefined;
  return { ip, node: { address: formatIPAddress(ip), port } };
}
