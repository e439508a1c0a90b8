import { CHUNKED, type RequestParser } from "./http1/index.ts";
import { type BodySource, IncomingBody } from "./incoming-body.ts";

/** What the intake of bodies tells its connection. */
export interface IntakeChannel {
  /** The client is to be told to go on, if it can still be (RFC 9110 §10.1.1). */
  sendContinue(): void;
  /** Somebody waits for more of the body. */
  bodyWanted(): void;
}

/**
 * Takes bodies from the parser: of the request in hand, and what is left of the last one whose answer is out
 * already.
 */
export class BodyIntake implements BodySource {
  /** The body that is not complete yet. */
  arriving: IncomingBody | undefined = undefined;
  readonly #parser: RequestParser;
  readonly #channel: IntakeChannel;
  #continueExpected = false;

  constructor(parser: RequestParser, channel: IntakeChannel) {
    this.#parser = parser;
    this.#channel = channel;
  }

  /**
   * The body of the request whose head has been read: its bytes when all of them are here, else what will be filled
   * with them. The parser may have refused it.
   */
  open(length: number): Uint8Array | IncomingBody {
    const parser = this.#parser;
    this.#continueExpected = parser.framing.expectsContinue;
    if (length !== CHUNKED && parser.buffered >= length) {
      parser.next();
      const data = Buffer.from(parser.data);
      parser.next();
      return data;
    }
    const body = new IncomingBody(this, length === CHUNKED ? undefined : length);
    let first = EMPTY;
    let event = parser.next();
    if (event === "data") {
      // All chunks that are here make one piece: mostly it is the whole body.
      first = parser.data;
      event = parser.next();
    }
    if (event !== "need-data") return Buffer.from(first);
    this.arriving = body;
    if (first.length > 0) body.push(first);
    return body;
  }

  /**
   * Goes on with what has come since.
   *
   * @returns `"more"` where some of the body is still to come, `"overrun"` where so much comes that nobody reads
   * that the connection is not worth it
   */
  fill(body: IncomingBody): "complete" | "more" | "overrun" | "refused" {
    for (;;) {
      switch (this.#parser.next()) {
        case "data":
          body.push(this.#parser.data);
          if (body.overrun) return "overrun";
          break;
        case "end":
          this.arriving = undefined;
          body.end();
          return "complete";
        case "refused":
          return "refused";
        default:
          return "more";
      }
    }
  }

  /** Whether what is still to come leaves room for another request behind it. */
  isWorthReading(maxUnreadBytes: number): boolean {
    const body = this.arriving;
    if (body === undefined) return true;
    if (body.tooLarge) return false;
    // A client that waits for 100 may or may not send its body after another answer (RFC 9110 §10.1.1).
    if (this.#continueExpected && body.received === 0) return false;
    return body.length === undefined || body.length - body.received <= maxUnreadBytes;
  }

  /** Called by the body when somebody waits for more of it. */
  bodyWanted(): void {
    if (this.#continueExpected) {
      this.#continueExpected = false;
      if (this.arriving?.received === 0) this.#channel.sendContinue();
    }
    this.#channel.bodyWanted();
  }
}

const EMPTY: Buffer = Buffer.alloc(0);
