import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { Agent, request } from "node:http";
import { createInterface } from "node:readline";
import type { LiveRequest } from "./requests.ts";

/** What an application said. */
export interface Answer {
  readonly status: number;
  readonly body: string;
}

/** An application in a process of its own. */
export class Twin {
  readonly #child: ChildProcess;
  readonly #port: number;
  readonly #agent = new Agent({ keepAlive: true });

  private constructor(child: ChildProcess, port: number) {
    this.#child = child;
    this.#port = port;
  }

  /** Starts the command and waits for the port, which it prints. */
  static async start(command: string, args: readonly string[]): Promise<Twin> {
    const child = spawn(command, args, { stdio: ["ignore", "pipe", "inherit"] });
    const lines = createInterface({ input: child.stdout! });
    const ended = once(child, "exit").then(([code]) => {
      throw new Error(`${command} ${args.join(" ")} ended with code ${code} before it listened`);
    });
    // After the start it may end as it likes.
    ended.catch(() => undefined);
    const [line] = (await Promise.race([once(lines, "line"), ended])) as [string];
    return new Twin(child, Number(line));
  }

  send({ method, target, headers, body }: LiveRequest): Promise<Answer> {
    const { promise, resolve, reject } = deferred<Answer>();
    const length = body === undefined ? [] : ["content-length", String(Buffer.byteLength(body))];
    const sent = request(
      {
        agent: this.#agent,
        host: "127.0.0.1",
        port: this.#port,
        method,
        path: target,
        headers: ["host", `127.0.0.1:${this.#port}`, ...headers, ...length],
      },
      (response) => {
        const pieces: Buffer[] = [];
        response.on("data", (piece: Buffer) => pieces.push(piece));
        response.on("error", reject);
        response.on("end", () =>
          resolve({ status: response.statusCode!, body: Buffer.concat(pieces).toString("utf8") }),
        );
      },
    );
    sent.on("error", reject);
    sent.end(body);
    return promise;
  }

  async stop(): Promise<void> {
    this.#agent.destroy();
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return;
    const exit = once(this.#child, "exit");
    this.#child.kill("SIGKILL");
    await exit;
  }
}

function deferred<T>() {
  let resolve!: (value: T) => void;
  let reject!: (error: unknown) => void;
  const promise = new Promise<T>((yes, no) => {
    resolve = yes;
    reject = no;
  });
  return { promise, resolve, reject };
}
