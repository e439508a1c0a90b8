/** Frames of RFC 6455 §5.2, written and read by hand: a library would not let a client break the rules. */

export const CONTINUATION = 0x0;
export const TEXT = 0x1;
export const BINARY = 0x2;
export const CLOSE = 0x8;
export const PING = 0x9;
export const PONG = 0xa;

export interface FrameOptions {
  /** @default true */
  readonly fin?: boolean;
  /** The three reserved bits: 4 for RSV1, 2 for RSV2, 1 for RSV3. @default 0 */
  readonly reserved?: number;
  /** @default true, as a client has to */
  readonly masked?: boolean;
  /** The length that the frame tells. @default that of its payload */
  readonly length?: number | bigint;
}

const MASK = Buffer.from([0x37, 0xfa, 0x21, 0x3d]);

/** A frame as a client sends it. */
export function frame(opcode: number, payload: string | Uint8Array = "", options: FrameOptions = {}): Buffer {
  const { fin = true, reserved = 0, masked = true } = options;
  const bytes = Buffer.from(typeof payload === "string" ? Buffer.from(payload) : payload);
  const length = options.length ?? bytes.length;
  const head = [(fin ? 0x80 : 0) | (reserved << 4) | opcode];
  const bit = masked ? 0x80 : 0;
  let extended = Buffer.alloc(0);
  if (length <= 125) {
    head.push(bit | Number(length));
  } else if (length <= 0xffff) {
    head.push(bit | 126);
    extended = Buffer.alloc(2);
    extended.writeUInt16BE(Number(length));
  } else {
    head.push(bit | 127);
    extended = Buffer.alloc(8);
    extended.writeBigUInt64BE(BigInt(length));
  }
  if (!masked) return Buffer.concat([Buffer.from(head), extended, bytes]);
  for (let i = 0; i < bytes.length; i++) bytes[i]! ^= MASK[i % 4]!;
  return Buffer.concat([Buffer.from(head), extended, MASK, bytes]);
}

/** A close frame. */
export function close(code: number, reason: string | Uint8Array = ""): Buffer {
  return frame(CLOSE, Buffer.concat([Buffer.from([code >> 8, code & 0xff]), Buffer.from(reason)]));
}

/** A message in several frames. */
export function fragments(opcode: number, ...payloads: (string | Uint8Array)[]): Buffer {
  return Buffer.concat(
    payloads.map((payload, index) =>
      frame(index === 0 ? opcode : CONTINUATION, payload, { fin: index === payloads.length - 1 }),
    ),
  );
}

const NAMES: Readonly<Record<number, string>> = {
  0: "continuation",
  1: "text",
  2: "binary",
  8: "close",
  9: "ping",
  10: "pong",
};

/** What a server has sent, frame by frame: `text hello`, `close 1000 bye`. Long payloads are told by their length. */
export function readFrames(bytes: Buffer): string[] {
  const read: string[] = [];
  let at = 0;
  while (at < bytes.length) {
    const first = bytes[at]!;
    let length = bytes[at + 1]!;
    if ((length & 0x80) !== 0) throw new Error("a server must not mask its frames (RFC 6455 §5.1)");
    at += 2;
    if (length === 126) {
      length = bytes.readUInt16BE(at);
      at += 2;
    } else if (length === 127) {
      length = Number(bytes.readBigUInt64BE(at));
      at += 8;
    }
    const payload = bytes.subarray(at, at + length);
    if (payload.length < length) throw new Error("the last frame is not whole");
    at += length;
    read.push(describe(first, payload));
  }
  return read;
}

function describe(first: number, payload: Buffer): string {
  const opcode = first & 0xf;
  const name = `${NAMES[opcode] ?? `opcode ${opcode}`}${(first & 0x80) === 0 ? " (not the last)" : ""}${(first & 0x40) === 0 ? "" : " (compressed)"}`;
  if (payload.length === 0) return name;
  if (opcode === CLOSE) return `${name} ${payload.readUInt16BE(0)} ${payload.toString("utf8", 2)}`.trimEnd();
  if (payload.length > 125) return `${name} of ${payload.length} bytes`;
  return `${name} ${opcode === TEXT ? payload.toString() : payload.toString("latin1")}`;
}
