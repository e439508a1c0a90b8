/** What a server is doing, and how much it has done since it was started. */
export interface ServerStats {
  /** Answers that were begun, by the first digit of their status. Those of accepted WebSockets are `1xx`. */
  readonly answers: Readonly<Record<StatusClass, number>>;
  /** Requests whose exchange is not over, WebSockets and background tasks included. */
  readonly requestsInFlight: number;
  /** Connections that are open, idle ones and WebSockets included. */
  readonly openConnections: number;
}

/** Statuses by their first digit (RFC 9110 §15). */
export type StatusClass = "1xx" | "2xx" | "3xx" | "4xx" | "5xx";

/**
 * Counts answers by the first digit of their status. It stands on the way of each request: an addition to a small
 * integer, without a look-up by name.
 */
export class AnswerCount {
  #informational = 0;
  #successful = 0;
  #redirection = 0;
  #clientError = 0;
  #serverError = 0;

  add(status: number): void {
    if (status < 300) {
      if (status >= 200) this.#successful += 1;
      else this.#informational += 1;
    } else if (status < 400) this.#redirection += 1;
    else if (status < 500) this.#clientError += 1;
    // What is above is no status of RFC 9110; who sends it gets it counted where trouble is.
    else this.#serverError += 1;
  }

  get byClass(): ServerStats["answers"] {
    return {
      "1xx": this.#informational,
      "2xx": this.#successful,
      "3xx": this.#redirection,
      "4xx": this.#clientError,
      "5xx": this.#serverError,
    };
  }
}
