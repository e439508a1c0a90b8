import { type ChildProcess, fork } from "node:child_process";
import { extname } from "node:path";
import { fileURLToPath } from "node:url";
import type { ChildMessage, ChildSettings, Listening, StopMessage } from "./dev-messages.ts";

// .ts in src/, .js in dist/
const ENTRY = fileURLToPath(new URL(`./dev-child${extname(import.meta.url)}`, import.meta.url));

// Beyond the deadline of the server, for the application's own tear-down; in milliseconds.
const TEAR_DOWN = 2000;

/** How a process ended. */
export interface Exit {
  readonly type: "exited";
  /** `null` where a signal ended it. */
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  /** Whether it found that it can never serve. */
  readonly hopeless: boolean;
}

/** The process that serves while the application is developed, as its parent sees it. */
export class DevProcess {
  readonly exited: Promise<Exit>;
  readonly #child: ChildProcess;
  #hopeless = false;

  constructor(settings: ChildSettings, onListening: (message: Listening) => void) {
    const env = { ...process.env, SALUKI_DEBUG: "1" };
    this.#child = fork(ENTRY, [JSON.stringify(settings)], { env });
    this.#child.on("message", (message: ChildMessage) => {
      if (message.type === "listening") onListening(message);
      else this.#hopeless = true;
    });
    this.exited = new Promise((resolve, reject) => {
      this.#child.once("error", reject);
      this.#child.once("exit", (code, signal) =>
        resolve({ type: "exited", code, signal, hopeless: this.#hopeless }),
      );
    });
  }

  /** Stops it gracefully, and when that takes too long by force. */
  async stop(deadline: number): Promise<Exit> {
    const message: StopMessage = { type: "stop", deadline };
    // It may be gone in this moment, which `exited` tells.
    if (this.#child.connected) this.#child.send(message, () => {});
    const timer = setTimeout(() => this.kill(), deadline + TEAR_DOWN);
    try {
      return await this.exited;
    } finally {
      clearTimeout(timer);
    }
  }

  kill(): void {
    this.#child.kill("SIGKILL");
  }
}
