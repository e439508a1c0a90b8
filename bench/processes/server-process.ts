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
  /** What it speaks. @default "http" */
  scheme?: "http" | "https";
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
  /** The end of what it wrote to standard error. */
  #complaints = "";

  private constructor(child: ChildProcess, printed: Interface, origin: string) {
    this.#child = child;
    this.#printed = printed;
    this.pid = child.pid ?? 0;
    this.origin = origin;
    child.stderr?.on("data", (chunk: Buffer) => {
      this.#complaints = `${this.#complaints}${chunk}`.slice(-2000);
    });
  }

  /**
   * Starts a server and waits until it prints `listening PORT`.
   *
   * @throws Error with what the server printed, when it ends or says nothing for a minute.
   */
  static async start(
    { command, env, scheme = "http" }: ServerCommand,
    core: number | undefined,
  ): Promise<ServerProcess> {
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
      const port = await listeningPort(child, printed);
      return new ServerProcess(child, printed, `${scheme}://127.0.0.1:${port}`);
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

  /** How it ended, and what it complained of; `undefined` while it runs. */
  get ended(): string | undefined {
    const { exitCode, signalCode } = this.#child;
    const how = exitCode ?? signalCode;
    return how === null ? undefined : `ended with ${how}: ${this.#complaints}`;
  }

  async stop(): Promise<void> {
    if (this.ended !== undefined) return;
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
