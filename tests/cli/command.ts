import { type ChildProcess, spawn } from "node:child_process";
import { closeSync, openSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { onTestFinished } from "vitest";
import { ECHO } from "../../src/signal-echo.ts";
import { ROOT } from "./project.ts";

const MAIN = join(ROOT, "src", "cli", "main.ts");

// A Node that runs TypeScript by itself starts faster without tsx.
const LOADER =
  "typescript" in process.features && process.features.typescript !== false
    ? []
    : ["--import", pathToFileURL(createRequire(import.meta.url).resolve("tsx")).href];

export interface CommandSettings {
  readonly cwd: string;
  readonly env?: Readonly<Record<string, string>>;
  /** A descriptor that it inherits as its 3. */
  readonly descriptor?: number;
  /** The file that is its standard output, instead of a pipe to the test. */
  readonly stdout?: string;
}

/** How a command ended, and all that it printed. */
export interface Outcome {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Starts the command `saluki`. What is left of it after the test is killed. */
export function start(args: readonly string[], settings: CommandSettings): RunningCommand {
  return new RunningCommand(args, settings);
}

/** Runs the command `saluki` to its end. */
export function saluki(args: readonly string[], settings: CommandSettings): Promise<Outcome> {
  return start(args, settings).ended;
}

/** A command that runs, and what it prints. */
export class RunningCommand {
  readonly process: ChildProcess;
  /** Settles when the process is gone, and everything that it started and that could print. */
  readonly ended: Promise<Outcome>;
  #stdout = "";
  #stderr = "";
  #unread = "";
  #waiting: (() => void) | undefined;

  constructor(args: readonly string[], { cwd, env, descriptor, stdout }: CommandSettings) {
    const output = stdout === undefined ? "pipe" : openSync(stdout, "w");
    this.process = spawn(process.execPath, ["--conditions=saluki-source", ...LOADER, MAIN, ...args], {
      cwd,
      env: {
        ...process.env,
        PORT: undefined,
        HOST: undefined,
        FORWARDED_ALLOW_IPS: undefined,
        WEB_CONCURRENCY: undefined,
        NODE_OPTIONS: undefined,
        SALUKI_DEBUG: undefined,
        ...env,
      },
      stdio: ["ignore", output, "pipe", ...(descriptor === undefined ? [] : [descriptor])],
    });
    if (typeof output === "number") closeSync(output);
    onTestFinished(async () => {
      this.process.kill("SIGKILL");
      await this.ended;
    });
    this.process.stdout?.setEncoding("utf8").on("data", (text: string) => {
      this.#stdout += text;
      this.#read(text);
    });
    this.process.stderr!.setEncoding("utf8").on("data", (text: string) => {
      this.#stderr += text;
      this.#read(text);
    });
    this.ended = new Promise((resolve, reject) => {
      this.process.once("error", reject);
      this.process.once("close", (code) => {
        resolve({ code, stdout: this.#stdout, stderr: this.#stderr });
        this.#waiting?.();
      });
    });
  }

  kill(signal: NodeJS.Signals): void {
    this.process.kill(signal);
  }

  /** Sends a second signal, when it can no longer be taken for the echo of the first, and waits for the end. */
  async insist(signal: NodeJS.Signals): Promise<Outcome> {
    await new Promise((resolve) => setTimeout(resolve, ECHO));
    this.kill(signal);
    return this.ended;
  }

  /** Waits until this is printed, after what was waited for before. */
  async printed(pattern: RegExp): Promise<RegExpExecArray> {
    for (;;) {
      const found = pattern.exec(this.#unread);
      if (found !== null) {
        this.#unread = this.#unread.slice(found.index + found[0].length);
        return found;
      }
      if ((this.process.stdout?.closed ?? true) && this.process.stderr!.closed) {
        throw new Error(`${pattern} was never printed, but:\n${this.#stdout}${this.#stderr}`);
      }
      await new Promise<void>((resolve) => {
        this.#waiting = resolve;
      });
    }
  }

  /** Waits for the URL of the server. */
  async url(): Promise<string> {
    return (await this.printed(/http:\/\/[^\s/,]+(?=[\s,])/))[0];
  }

  #read(text: string): void {
    this.#unread += text;
    this.#waiting?.();
  }
}
