import { type Heard, isEcho } from "../signal-echo.ts";

const SIGNALS = { SIGINT: 2, SIGTERM: 15 } as const;

/** The wish of somebody outside that this process ends, told by signals: once kindly, then insisting. */
export class StopRequest {
  /** Resolves at the first signal. */
  readonly requested: Promise<readonly []>;
  /** The exit code that a second signal stands for: 128 and its number. */
  insistedBy: number | undefined;
  isRequested = false;
  #insist: (() => void) | undefined;
  #first: Heard | undefined;
  readonly #onSignal: (signal: NodeJS.Signals) => void;

  constructor() {
    let request: (nothing: readonly []) => void;
    this.requested = new Promise((resolve) => {
      request = resolve;
    });
    this.#onSignal = (signal) => {
      const heard = { signal, at: performance.now() };
      if (this.#first !== undefined) {
        if (isEcho(this.#first, heard)) return;
        this.insistedBy = 128 + SIGNALS[signal as keyof typeof SIGNALS];
        this.#insist?.();
        return;
      }
      this.#first = heard;
      this.isRequested = true;
      request([]);
    };
    for (const signal of Object.keys(SIGNALS)) process.on(signal, this.#onSignal);
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
