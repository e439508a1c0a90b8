import { relative } from "node:path";
import { Changes } from "./changes.ts";
import type { ChildSettings, Listening } from "./dev-messages.ts";
import { DevProcess, type Exit } from "./dev-process.ts";
import { pageLines } from "./pages.ts";
import { StopRequest } from "./stop-request.ts";
import { say, warn } from "./terminal.ts";
import { watchTree } from "./watch-tree.ts";

// What runs is cut off early at a restart, so that the next answer comes from the new code; in milliseconds.
const RESTART_DEADLINE = 1000;
const STOP_DEADLINE = 5000;

/**
 * Runs the application in a process of its own, and in a new one after each change, until a signal asks to stop.
 *
 * @param folders where changes are watched for
 * @returns the exit code
 */
export async function supervise(settings: ChildSettings, folders: readonly string[]): Promise<number> {
  const changes = new Changes();
  const unwatch = watchTree(folders, {
    onChange: (path) => changes.add(path),
    onTrouble: (reason) => warn(`not all changes are seen: ${reason}. Name less by --reload-dir.`),
  });
  const stop = new StopRequest();
  const report = new StartReport(settings.port);
  try {
    for (;;) {
      changes.clear();
      report.start();
      const child = new DevProcess({ ...settings, port: report.port }, (message) =>
        report.listening(message),
      );
      const event = await Promise.race([child.exited, changes.next, stop.requested]);
      if (stop.isRequested) return await end(child, stop);
      if ("type" in event) {
        if (event.hopeless && !report.hasListened) return 1;
        say(`the application ${howItEnded(event)}; it is started again when a file changes`);
        await Promise.race([changes.next, stop.requested]);
        if (stop.isRequested) return 0;
      }
      say(`${changed(await changes.next)}, restarting`);
      await child.stop(RESTART_DEADLINE);
      if (stop.isRequested) return 0;
    }
  } finally {
    stop.close();
    unwatch();
  }
}

/** Stops the child: gracefully, and at once when asked again. */
async function end(child: DevProcess, stop: StopRequest): Promise<number> {
  say("stopping: what runs is finished first; a second Ctrl-C ends it at once");
  stop.onInsist(() => child.kill());
  const { code } = await child.stop(STOP_DEADLINE);
  // Without a code a signal ended it, which Ctrl-C sends to both.
  return stop.insistedBy ?? code ?? 0;
}

/** Tells of each start, as much as is new. */
class StartReport {
  port: number;
  hasListened = false;
  #shown = "";
  #startedAt = 0;

  constructor(port: number) {
    this.port = port;
  }

  start(): void {
    this.#startedAt = performance.now();
  }

  listening({ port, serves, pages }: Listening): void {
    // Where the system chose one, it is kept.
    this.port = port;
    const took = `${Math.round(performance.now() - this.#startedAt)} ms`;
    if (serves === "error") say("requests are answered with this error until a file changes");
    else if (this.hasListened) say(`restarted in ${took}`);
    else say(`ready in ${took}; restarts when a file changes, Ctrl-C stops`);
    if (serves === "application" || !this.hasListened) this.#show(pageLines(pages));
    this.hasListened = true;
  }

  #show(lines: string): void {
    if (lines !== this.#shown) process.stdout.write(`\n${lines}\n`);
    this.#shown = lines;
  }
}

function howItEnded({ code, signal }: Exit): string {
  return signal === null ? `ended with exit code ${code}` : `was ended by ${signal}`;
}

function changed([first, ...others]: readonly string[]): string {
  const name = relative(process.cwd(), first!);
  return others.length === 0 ? `${name} changed` : `${name} and ${others.length} more changed`;
}
