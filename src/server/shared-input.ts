import { type OnReadOpts, Socket, type SocketConstructorOpts } from "node:net";

/**
 * What one read of any socket may bring. As large as what node reads by itself: libuv asks for so much.
 * One for all connections: bytes are used, or copied, before the next read.
 */
const SHARED = Buffer.allocUnsafeSlow(65_536);

/** Returns false to stop reading. */
type Receive = (length: number) => boolean;

interface Internals {
  [slot: symbol]: unknown;
  readonly _handle?: { useUserBuffer?: (buffer: Uint8Array) => void } | null;
}

const slots = findSlots();

/**
 * Lets a socket read into one buffer that all sockets share, and hands out each read as a view of it, that is
 * lent for the time of the call. It saves the allocation of 64 KiB, the stream's own queue and an event for
 * each read: half of what node:net costs a small request.
 *
 * That is the documented option `onread` of `new net.Socket()`, which a `net.Server` cannot be given for the
 * sockets that it makes; so it is set afterwards, in the place where the option would have put it. Where that
 * place is not found (another run-time, a socket that a test made up), nothing is changed.
 *
 * @returns a function that goes back to ordinary reading: `data` events, `pipe` and so on, for another owner of
 * the socket; `undefined` where the socket cannot read so
 */
export function readShared(socket: Socket, take: (bytes: Buffer) => void): (() => void) | undefined {
  const internals = socket as unknown as Internals;
  const handle = internals._handle;
  if (slots === undefined || internals[slots.buffer] !== null) return undefined;
  if (typeof handle?.useUserBuffer !== "function") return undefined;
  let released = false;
  const receive: Receive = (length) => {
    const bytes = SHARED.subarray(0, length);
    if (released) return socket.push(Buffer.from(new Uint8Array(bytes).buffer));
    take(bytes);
    return true;
  };
  internals[slots.buffer] = SHARED;
  internals[slots.receive] = receive;
  handle.useUserBuffer(SHARED);
  return () => {
    released = true;
  };
}

/** Where a socket keeps the two parts of the option `onread`: shown by a socket that was given it. */
function findSlots(): { readonly buffer: symbol; readonly receive: symbol } | undefined {
  const receive: Receive = () => true;
  // Documented for the constructor, but missing in its types.
  const options: SocketConstructorOpts & { onread: OnReadOpts } = {
    onread: { buffer: SHARED, callback: receive },
  };
  const probe = new Socket(options);
  const internals = probe as unknown as Internals;
  const symbols = Object.getOwnPropertySymbols(probe);
  const bufferSlot = symbols.find((symbol) => internals[symbol] === SHARED);
  const receiveSlot = symbols.find((symbol) => internals[symbol] === receive);
  probe.destroy();
  if (bufferSlot === undefined || receiveSlot === undefined) return undefined;
  return { buffer: bufferSlot, receive: receiveSlot };
}
