import { type ChildProcess, type ChildProcessByStdio, spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface, type Interface } from "node:readline";
import type { Readable } from "node:stream";
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
  readonly #printed: Interface;

  private constructor(child: ChildProcess, printed: Interface, port: number) {
    this.#child = child;
    this.#printed = printed;
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
    // Lines go on being read while the server runs: a full pipe would stop it.
    const printed = createInterface({ input: child.stdout });
    try {
      return new ServerProcess(child, printed, await listeningPort(child, printed));
    } catch (error) {
      child.kill("SIGKILL");
      throw new Error(`${command.join(" ")}: ${error instanceof Error ? error.message : error}`);
    }
  }

  /** Sends a signal and waits until the server has answered it with this line. */
  signal(name: NodeJS.Signals, answer: string): Promise<void> {
    return new Promise((resolve) => {
      const read = (line: string) => {
        if (line !== answer) return;
        this.#printed.off("line", read);
        resolve();
      };
      this.#printed.on("line", read);
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

function listeningPort(
  child: ChildProcessByStdio<null, Readable, Readable>,
  lines: Interface,
): Promise<number> {
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
    child.stderr.on("data", (chunk: Buffer) => {
      printed += chunk;
    });
    lines.on("line", (line) => {
      const port = /^listening (\d+)$/.exec(line)?.[1];
      if (port === undefined) printed += `${line}\n`;
      else settle(() => resolve(Number(port)));
    });
  });
}
