import { formatIPAddress, parseIPAddress } from "../http/index.ts";

/** The peer of a connection: of its socket, or as a proxy tells it. */
export interface Peer {
  /** `undefined` where there is none, as at a Unix socket. */
  readonly remoteAddress?: string | undefined;
  readonly remotePort?: number | undefined;
  /** Whether it is somebody whom a proxy does not tell. */
  readonly clientUnknown?: boolean | undefined;
}

/**
 * Who stands behind a header without an address. It may be the proxy itself, but also a client of a family that the proxy
 * has no words for: with the address of the proxy, that one would be believed whatever it sends.
 */
const UNKNOWN: Peer = { remoteAddress: undefined, remotePort: undefined, clientUnknown: true };

/** What is known of a header: that more of it has to come, that it is none, or that it is complete. */
export type ProxyHeaderState = "incomplete" | "invalid" | "complete";

const V1 = Buffer.from("PROXY ", "latin1");
const V2 = Buffer.from("\r\n\r\n\0\r\nQUIT\n", "latin1");
/** Most bytes of a header of version 1, its line end included. */
const V1_MOST = 107;
/** Bytes of a header of version 2 before its addresses: the signature, version and command, family, length. */
const V2_FIXED = 16;
/** Most bytes of a header of version 2. It may say 65551; what proxies add to the addresses takes some hundred. */
const V2_MOST = 4096;
/** Bytes of the addresses of each family: none, IPv4, IPv6, Unix. */
const V2_ADDRESSES = [0, 12, 36, 216] as const;

/**
 * Reads the header of HAProxy's PROXY protocol, version 1 or 2, in whatever pieces it comes. It does no I/O.
 *
 * https://www.haproxy.org/download/2.9/doc/proxy-protocol.txt
 */
export class ProxyHeaderParser {
  state: ProxyHeaderState = "incomplete";
  /** The client, once the header is complete. */
  peer: Peer = UNKNOWN;
  /** What has come behind the header. */
  rest: Buffer = EMPTY;
  #bytes: Buffer = EMPTY;

  feed(piece: Buffer): ProxyHeaderState {
    this.#bytes = this.#bytes.length === 0 ? piece : Buffer.concat([this.#bytes, piece]);
    const bytes = this.#bytes;
    if (startsAs(bytes, V1)) this.#readV1(bytes);
    else if (startsAs(bytes, V2)) this.#readV2(bytes);
    else this.state = "invalid";
    return this.state;
  }

  #readV1(bytes: Buffer): void {
    const end = bytes.subarray(0, V1_MOST).indexOf("\r\n");
    if (end < 0) {
      if (bytes.length >= V1_MOST) this.state = "invalid";
      return;
    }
    const line = bytes.toString("latin1", 0, end);
    const match = V1_LINE.exec(line);
    if (match === null) {
      this.state = "invalid";
      return;
    }
    const [, family, source, destination, sourcePort, destinationPort] = match;
    if (family === undefined) {
      // UNKNOWN: the rest of the line says nothing (§2.1).
      this.#complete(UNKNOWN, end + 2);
      return;
    }
    const remoteAddress = addressOf(source!, family);
    const remotePort = portOf(sourcePort!);
    if (
      remoteAddress === undefined ||
      remotePort === undefined ||
      addressOf(destination!, family) === undefined ||
      portOf(destinationPort!) === undefined
    ) {
      this.state = "invalid";
      return;
    }
    this.#complete({ remoteAddress, remotePort }, end + 2);
  }

  #readV2(bytes: Buffer): void {
    if (bytes.length < V2_FIXED) return;
    const version = bytes[12]! >> 4;
    const command = bytes[12]! & 0x0f;
    const family = bytes[13]! >> 4;
    const transport = bytes[13]! & 0x0f;
    const length = bytes.readUInt16BE(14);
    // LOCAL or PROXY, and of the transports none or a stream: this is no datagram.
    if (version !== 2 || command > 1 || family > 3 || transport > 1 || V2_FIXED + length > V2_MOST) {
      this.state = "invalid";
      return;
    }
    // Addresses without a family or a transport are none (§2.2).
    const told = command === 1 && family !== 0 && transport === 1;
    if (told && length < V2_ADDRESSES[family]!) {
      this.state = "invalid";
      return;
    }
    if (bytes.length < V2_FIXED + length) return;
    // What follows the addresses (TLVs) is skipped.
    this.#complete(told ? readPeer(bytes.subarray(V2_FIXED), family) : UNKNOWN, V2_FIXED + length);
  }

  #complete(peer: Peer, length: number): void {
    this.state = "complete";
    this.peer = peer;
    this.rest = this.#bytes.subarray(length);
    this.#bytes = EMPTY;
  }
}

const EMPTY = Buffer.alloc(0);

const V1_LINE = /^PROXY (?:UNKNOWN(?: [^\r\n]*)?|(TCP4|TCP6) ([^ ]+) ([^ ]+) ([0-9]{1,5}) ([0-9]{1,5}))$/;

/** Whether the bytes are the start of `signature`, or start with it. */
function startsAs(bytes: Buffer, signature: Buffer): boolean {
  const length = Math.min(bytes.length, signature.length);
  return bytes.compare(signature, 0, length, 0, length) === 0;
}

function addressOf(text: string, family: string): string | undefined {
  if (text.includes(":") !== (family === "TCP6")) return undefined;
  const address = parseIPAddress(text);
  return address && formatIPAddress(address);
}

function portOf(text: string): number | undefined {
  const port = Number(text);
  return port > 65_535 || (text.length > 1 && text[0] === "0") ? undefined : port;
}

/** The source of the addresses of a family: both addresses, then both ports. */
function readPeer(bytes: Buffer, family: number): Peer {
  if (family === 3) return UNKNOWN;
  if (family === 1) {
    return { remoteAddress: bytes.subarray(0, 4).join("."), remotePort: bytes.readUInt16BE(8) };
  }
  const groups = Array.from({ length: 8 }, (_, i) => bytes.readUInt16BE(i * 2));
  return { remoteAddress: formatIPAddress(groups), remotePort: bytes.readUInt16BE(32) };
}
