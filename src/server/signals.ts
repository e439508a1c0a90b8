import { AskedToEnd } from "../signal-echo.ts";
import type { CloseOptions, RunningServer } from "./server.ts";

/** How {@link handleSignals} reacts. */
export interface SignalOptions extends CloseOptions {
  /** @default ["SIGINT", "SIGTERM"] */
  readonly signals?: readonly NodeJS.Signals[] | undefined;
  /** Called once, when the server has stopped. @default process.exit */
  readonly exit?: ((code: number) => void) | undefined;
}

/**
 * Stops the server when the process is told to: gracefully at the first signal, at once at the second. The process
 * then exits with 0, with 1 when the shutdown failed, and with 130 or 143 after a second signal (128 + its number).
 * The same signal within 300 ms is no second one.
 *
 * @returns a function that takes the listeners off again
 * @example
 * ```ts
 * handleSignals(await serve(app), { deadline: 30_000 });
 * ```
 */
export function handleSignals(server: RunningServer, options: SignalOptions = {}): () => void {
  const {
    signals = ["SIGINT", "SIGTERM"],
    deadline,
    idleGrace,
    exit = (code) => process.exit(code),
  } = options;
  const asked = new AskedToEnd();
  let status = 0;
  const onSignal = (signal: NodeJS.Signals): void => {
    const heard = asked.hear(signal);
    if (heard === "echo") return;
    if (heard === "second") {
      status = 128 + (SIGNAL_NUMBERS[signal] ?? 0);
      // The first call tells how it ends.
      server.close({ deadline: 0 }).catch(() => {});
      return;
    }
    server.close({ deadline, idleGrace }).then(
      () => end(status),
      (error) => {
        console.error("the application did not shut down cleanly:", error);
        end(1);
      },
    );
  };
  const remove = () => {
    for (const signal of signals) process.off(signal, onSignal);
  };
  const end = (code: number) => {
    remove();
    exit(code);
  };
  for (const signal of signals) process.on(signal, onSignal);
  return remove;
}

const SIGNAL_NUMBERS: Readonly<Partial<Record<NodeJS.Signals, number>>> = {
  SIGHUP: 1,
  SIGINT: 2,
  SIGQUIT: 3,
  SIGTERM: 15,
};
