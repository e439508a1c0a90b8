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
  readonly #name: string;
  readonly #port: number;
  readonly #agent = new Agent({ keepAlive: true });

  private constructor(name: string, child: ChildProcess, port: number) {
    this.#name = name;
    this.#child = child;
    this.#port = port;
  }

  /** Starts the command and waits for the port, which it prints. */
  static async start(name: string, command: string, args: readonly string[]): Promise<Twin> {
    const child = spawn(command, args, { stdio: ["ignore", "pipe", "inherit"] });
    process.once("exit", () => child.kill("SIGKILL"));
    const lines = createInterface({ input: child.stdout! });
    const ended = once(child, "exit").then(([code]) => {
      throw new Error(`${command} ${args.join(" ")} ended with code ${code} before it listened`);
    });
    // After the start it may end as it likes.
    ended.catch(() => undefined);
    const [line] = (await Promise.race([once(lines, "line"), ended])) as [string];
    return new Twin(name, child, Number(line));
  }

  send(wanted: LiveRequest): Promise<Answer> {
    return new Promise((resolve, reject) => {
      const { method, target, headers, body } = wanted;
      const length = body === undefined ? [] : ["content-length", String(Buffer.byteLength(body))];
      const sent = request({
        agent: this.#agent,
        host: "127.0.0.1",
        port: this.#port,
        method,
        path: target,
        headers: ["host", `127.0.0.1:${this.#port}`, ...headers, ...length],
      });
      sent.on("response", (response) => {
        const pieces: Buffer[] = [];
        response.on("data", (piece: Buffer) => pieces.push(piece));
        response.on("error", reject);
        response.on("end", () =>
          resolve({ status: response.statusCode!, body: Buffer.concat(pieces).toString("utf8") }),
        );
      });
      sent.on("error", (cause) => {
        // uvicorn closes a connection after a failure without saying so, and the next request may be on its way.
        if (sent.reusedSocket) resolve(this.send(wanted));
        else reject(new Error(`No answer of ${this.#name} to ${JSON.stringify(wanted)}`, { cause }));
      });
      sent.end(body);
    });
  }

  async stop(): Promise<void> {
    this.#agent.destroy();
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return;
    const exit = once(this.#child, "exit");
    this.#child.kill("SIGKILL");
    await exit;
  }
}
