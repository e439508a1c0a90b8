import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { pinned } from "./cores.ts";

/** How a server is started. */
export interface ServerCommand {
  /** Program and arguments. */
  command: readonly string[];
  env?: Record<string, string>;
}

const START_TIMEOUT = 60_000;

const running = new Set<ChildProcess>();
process.on("exit", () => {
  for (const child of running) child.kill("SIGKILL");
});

/** A server under measurement: a process of its own that has said on which port it listens. */
export class ServerProcess {
  readonly pid: number;
  readonly origin: string;
  readonly #child: ChildProcess;

  private constructor(child: ChildProcess, port: number) {
    this.#child = child;
    this.pid = child.pid ?? 0;
    this.origin = `http://127.0.0.1:${port}`;
  }

  /**
   * Starts a server and waits until it prints `listening PORT`.
   *
   * @throws Error with what the server printed, when it ends or says nothing for a minute.
   */
  static async start({ command, env }: ServerCommand, core: number | undefined): Promise<ServerProcess> {
    const [program, ...args] = pinned(core, command);
    const child = spawn(program, args, {
      stdio: ["ignore", "pipe", "pipe"],
      env: { ...process.env, NODE_ENV: "production", ...env },
    });
    running.add(child);
    child.once("exit", () => running.delete(child));
    try {
      return new ServerProcess(child, await listeningPort(child));
    } catch (error) {
      child.kill("SIGKILL");
      throw new Error(`${command.join(" ")}: ${error instanceof Error ? error.message : error}`);
    }
  }

  /** Sends a signal and waits until the server has answered it with this line. */
  signal(name: NodeJS.Signals, answer: string): Promise<void> {
    return new Promise((resolve) => {
      const lines = createInterface({ input: this.#child.stdout! });
      lines.on("line", (line) => {
        if (line !== answer) return;
        lines.removeAllListeners();
        resolve();
      });
      this.#child.kill(name);
    });
  }

  async stop(): Promise<void> {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return;
    const ended = once(this.#child, "exit");
    this.#child.kill("SIGKILL");
    await ended;
  }
}

function listeningPort(child: ChildProcess): Promise<number> {
  return new Promise((resolve, reject) => {
    let printed = "";
    const timer = setTimeout(
      () => reject(new Error(`not listening after a minute: ${printed}`)),
      START_TIMEOUT,
    );
    const settle = (action: () => void) => {
      clearTimeout(timer);
      action();
    };
    child.once("error", (error) => settle(() => reject(error)));
    child.once("exit", (code) => settle(() => reject(new Error(`ended with ${code}: ${printed}`))));
    for (const channel of [child.stdout, child.stderr]) {
      // Lines go on being read while the server runs: a full pipe would stop it.
      createInterface({ input: channel! }).on("line", (line) => {
        const port = /^listening (\d+)$/.exec(line)?.[1];
        if (port === undefined) printed += `${line}\n`;
        else settle(() => resolve(Number(port)));
      });
    }
  });
}
