import type { IncomingMessage, ServerResponse } from "node:http";
import { BodyDiscarded, type BodyStream, BodyTooLarge, ClientDisconnect } from "../http/index.ts";

/** The body of a node:http request, read from the wire only when somebody asks for it. */
export class NodeBody implements BodyStream {
  readonly length: number | undefined;
  readonly #incoming: IncomingMessage;
  /** Set while the client waits for 100 (Continue). */
  #expecting: ServerResponse | undefined;
  #reading = false;
  #lost = false;
  #fail: ((error: unknown) => void) | undefined;

  constructor(incoming: IncomingMessage, length: number | undefined, expecting?: ServerResponse) {
    this.#incoming = incoming;
    this.length = length;
    this.#expecting = expecting;
  }

  /** Whether all of it has arrived. */
  get complete(): boolean {
    return this.#incoming.complete;
  }

  /** Whether somebody is reading it: has begun and not given up. */
  get reading(): boolean {
    return this.#reading;
  }

  collect(limit: number): Promise<Uint8Array> {
    this.#start();
    return new Promise((resolve, reject) => {
      const incoming = this.#incoming;
      const pieces: Uint8Array[] = [];
      let length = 0;
      const onData = (piece: Uint8Array) => {
        length += piece.length;
        if (length > limit) this.#fail?.(new BodyTooLarge(limit));
        else pieces.push(piece);
      };
      const onEnd = () => {
        this.#fail = undefined;
        resolve(pieces.length === 1 ? pieces[0]! : Buffer.concat(pieces, length));
      };
      this.#fail = (error) => {
        this.#fail = undefined;
        this.#reading = false;
        incoming.off("data", onData);
        incoming.off("end", onEnd);
        incoming.pause();
        reject(error);
      };
      if (this.#lost) {
        this.#fail(new ClientDisconnect());
        return;
      }
      incoming.on("data", onData);
      incoming.on("end", onEnd);
    });
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<Uint8Array, void, undefined> {
    this.#start();
    // An early end must leave the connection to the answer.
    const pieces: AsyncIterator<Uint8Array> = this.#incoming.iterator({ destroyOnReturn: false });
    try {
      while (true) {
        const step = await pieces.next().catch((cause) => {
          throw new ClientDisconnect(cause);
        });
        if (step.done) return;
        yield step.value;
      }
    } finally {
      this.#reading = false;
      await pieces.return?.();
    }
  }

  /**
   * The answer is out: reads what is left and throws it away. Who still collects it waits no longer. `done` is called
   * once: at the end, or after more than `limit` bytes.
   */
  discard(limit: number, done: (whole: boolean) => void): void {
    this.#fail?.(new BodyDiscarded());
    const incoming = this.#incoming;
    let left = limit;
    const onData = (piece: Uint8Array) => {
      left -= piece.length;
      if (left >= 0) return;
      incoming.off("data", onData);
      incoming.pause();
      done(false);
    };
    incoming.on("data", onData);
    incoming.once("end", () => done(true));
    incoming.resume();
  }

  /** The connection is gone: whoever waits for the rest will wait no longer. */
  lost(): void {
    this.#lost = true;
    this.#fail?.(new ClientDisconnect());
  }

  #start(): void {
    this.#reading = true;
    const outgoing = this.#expecting;
    this.#expecting = undefined;
    if (outgoing !== undefined && !outgoing.headersSent) outgoing.writeContinue();
  }
}
