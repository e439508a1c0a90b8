import type { HeaderList } from "../http/index.ts";
import type { InProcessExchange } from "./exchange.ts";
import type { TestResponse } from "./response.ts";

/**
 * An answer whose body is still being made. It is asked for a piece only when the test wants one; leaving the
 * loop, or the scope of an `await using`, is the client going away.
 *
 * @example
 * ```ts
 * await using events = await client.stream("GET", "/events");
 * for await (const line of events.lines()) if (line === "data: done") break;
 * ```
 */
export class TestStream implements AsyncIterable<Uint8Array> {
  readonly status: number;
  readonly headers: HeaderList;
  /** The URL that answered: after redirects, the last one. */
  readonly url: string;
  /** The redirects that led here, first to last. */
  readonly history: readonly TestResponse[];
  readonly #exchange: InProcessExchange;

  constructor(exchange: InProcessExchange, url: string, history: readonly TestResponse[]) {
    this.status = exchange.response.status;
    this.headers = exchange.headers;
    this.url = url;
    this.history = history;
    this.#exchange = exchange;
  }

  /** Whether the status is a success: 200 to 299. */
  get ok(): boolean {
    return this.status >= 200 && this.status < 300;
  }

  /** The pieces as the handler made them, in bytes and with every content coding. */
  [Symbol.asyncIterator](): AsyncIterator<Uint8Array, void> {
    return this.#exchange;
  }

  /** The body line by line, without the line ends. */
  async *lines(): AsyncGenerator<string, void, undefined> {
    const decoder = new TextDecoder();
    let rest = "";
    for await (const piece of this) {
      const lines = (rest + decoder.decode(piece, { stream: true })).split(/\r\n|\n/);
      rest = lines.pop()!;
      yield* lines;
    }
    rest += decoder.decode();
    if (rest !== "") yield rest;
  }

  /** What is left of the body. */
  async text(): Promise<string> {
    return new TextDecoder().decode(await this.#exchange.bytes());
  }

  /** The client goes away, unless the body has been read to its end. Resolves when the handler has cleaned up. */
  async close(): Promise<void> {
    await this.#exchange.return();
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }
}
