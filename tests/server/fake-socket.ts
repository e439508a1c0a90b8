import type { Socket } from "node:net";
import { Duplex } from "node:stream";

type Written = (error?: Error | null) => void;

/** The server's end of a connection without a network: shows each write, and whether it is read from. */
export class FakeSocket extends Duplex {
  /** What was written, one entry for each write that would have reached the system. */
  readonly writes: string[] = [];
  /** This side has been ended. */
  ended = false;
  readonly remoteAddress = "192.0.2.1";
  readonly remotePort = 54_321;
  #taking = true;
  #waiting: Written | undefined;
  #bytes = 0;

  constructor() {
    super({ writableHighWaterMark: 16_384, allowHalfOpen: true });
  }

  /** All that was written. */
  get output(): string {
    return this.writes.join("");
  }

  get bytesWritten(): number {
    return this.#bytes;
  }

  asSocket(): Socket {
    return this as unknown as Socket;
  }

  /** Bytes come from the client. */
  receive(octets: string): void {
    this.push(Buffer.from(octets, "latin1"));
  }

  /** The client ends its side. */
  receiveEnd(): void {
    this.push(null);
  }

  /** The client takes nothing more. */
  hold(): void {
    this.#taking = false;
  }

  /** The client takes everything again. */
  release(): void {
    this.#taking = true;
    const waiting = this.#waiting;
    this.#waiting = undefined;
    waiting?.();
  }

  resetAndDestroy(): this {
    return this.destroy(new Error("reset"));
  }

  override _read(): void {}

  override _write(bytes: Buffer, _encoding: BufferEncoding, done: Written): void {
    this.#take([bytes], done);
  }

  override _writev(chunks: { chunk: Buffer }[], done: Written): void {
    this.#take(
      chunks.map(({ chunk }) => chunk),
      done,
    );
  }

  override _final(done: Written): void {
    this.ended = true;
    done();
  }

  #take(parts: Buffer[], done: Written): void {
    const bytes = Buffer.concat(parts);
    this.writes.push(bytes.toString("latin1"));
    this.#bytes += bytes.length;
    if (this.#taking) done();
    else this.#waiting = done;
  }
}
