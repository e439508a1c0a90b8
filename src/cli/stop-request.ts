import { AskedToEnd } from "../signal-echo.ts";

const SIGNALS = { SIGINT: 2, SIGTERM: 15 } as const;

/** The wish of somebody outside that this process ends, told by signals: once kindly, then insisting. */
export class StopRequest {
  /** Resolves at the first signal. */
  readonly requested: Promise<readonly []>;
  /** The exit code that a second signal stands for: 128 and its number. */
  insistedBy: number | undefined;
  #insist: (() => void) | undefined;
  readonly #asked = new AskedToEnd();
  readonly #onSignal: (signal: NodeJS.Signals) => void;

  constructor() {
    let request: (nothing: readonly []) => void;
    this.requested = new Promise((resolve) => {
      request = resolve;
    });
    this.#onSignal = (signal) => {
      const heard = this.#asked.hear(signal);
      if (heard === "first") request([]);
      if (heard === "second") {
        this.insistedBy = 128 + SIGNALS[signal as keyof typeof SIGNALS];
        this.#insist?.();
      }
    };
    for (const signal of Object.keys(SIGNALS)) process.on(signal, this.#onSignal);
  }

  get isRequested(): boolean {
    return this.#asked.isAsked;
  }

  /** Calls this at the second signal, or now where it came already. */
  onInsist(insist: () => void): void {
    this.#insist = insist;
    if (this.insistedBy !== undefined) insist();
  }

  close(): void {
    for (const signal of Object.keys(SIGNALS)) process.off(signal, this.#onSignal);
  }
}
