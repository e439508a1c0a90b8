import { EventEmitter } from "node:events";
import { afterEach, describe, expect, it, vi } from "vitest";
import { type CloseOptions, handleSignals, type RunningServer } from "../../src/server/index.ts";
import { occasion } from "./occasion.ts";

class FakeServer implements RunningServer {
  readonly url = "http://127.0.0.1:1";
  readonly host = "127.0.0.1";
  readonly port = 1;
  readonly closes: (CloseOptions | undefined)[] = [];
  readonly stopped = occasion<Error | undefined>();

  async close(options?: CloseOptions): Promise<void> {
    this.closes.push(options);
    const error = await this.stopped.happened;
    if (error !== undefined) throw error;
  }

  stats(): never {
    throw new Error("nobody asks");
  }

  setTls(): void {}

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }
}

/** The signal arrives, as the process tells its listeners. */
function arrive(signal: NodeJS.Signals): void {
  EventEmitter.prototype.emit.call(process, signal, signal);
}

/** The same at a moment, in milliseconds. */
function arriveAt(moment: number, signal: NodeJS.Signals): void {
  vi.spyOn(performance, "now").mockReturnValueOnce(moment);
  arrive(signal);
}

describe("handleSignals", () => {
  let remove: () => void = () => {};
  afterEach(() => {
    remove();
    vi.restoreAllMocks();
  });

  function install(options: { deadline?: number; idleGrace?: number; signals?: NodeJS.Signals[] } = {}) {
    const server = new FakeServer();
    const exited = occasion<number>();
    remove = handleSignals(server, { ...options, exit: exited.happens });
    return { server, exited: exited.happened };
  }

  it.each(["SIGINT", "SIGTERM"] as const)("stops gracefully at %s, then exits with 0", async (signal) => {
    const { server, exited } = install({ deadline: 5000, idleGrace: 100 });
    arrive(signal);
    expect(server.closes).toEqual([{ deadline: 5000, idleGrace: 100 }]);
    server.stopped.happens(undefined);
    expect(await exited).toBe(0);
    expect(process.listeners(signal)).not.toContain(remove);
  });

  it.each([
    ["SIGINT", 130],
    ["SIGTERM", 143],
  ] as const)("stops at once at a second signal, and exits with the status of %s", async (signal, status) => {
    const { server, exited } = install();
    arriveAt(0, "SIGTERM");
    arriveAt(300, signal);
    expect(server.closes).toEqual([{}, { deadline: 0 }]);
    server.stopped.happens(undefined);
    expect(await exited).toBe(status);
  });

  it("takes the same signal for one where it comes again at once, as of npm or a manager of processes", async () => {
    const { server, exited } = install();
    arriveAt(0, "SIGTERM");
    arriveAt(299, "SIGTERM");
    expect(server.closes).toHaveLength(1);
    server.stopped.happens(undefined);
    expect(await exited).toBe(0);
  });

  it("takes another signal for a second one at any time", () => {
    const { server } = install();
    arriveAt(0, "SIGTERM");
    arriveAt(0, "SIGINT");
    expect(server.closes).toHaveLength(2);
    server.stopped.happens(undefined);
  });

  it("exits with 1 when the shutdown fails, and says why", async () => {
    const print = vi.spyOn(console, "error").mockImplementation(() => {});
    const { server, exited } = install();
    arrive("SIGTERM");
    const failure = new Error("still busy");
    server.stopped.happens(failure);
    expect(await exited).toBe(1);
    expect(print).toHaveBeenCalledWith(expect.any(String), failure);
  });

  it("survives a failing shutdown after a second signal", async () => {
    vi.spyOn(console, "error").mockImplementation(() => {});
    const { server, exited } = install();
    arriveAt(0, "SIGTERM");
    arriveAt(300, "SIGTERM");
    server.stopped.happens(new Error("still busy"));
    expect(await exited).toBe(1);
  });

  it("takes its listeners off again", () => {
    const before = process.listenerCount("SIGTERM");
    install();
    expect(process.listenerCount("SIGTERM")).toBe(before + 1);
    remove();
    expect(process.listenerCount("SIGTERM")).toBe(before);
  });

  it("listens to the signals that it is given", () => {
    const { server } = install({ signals: ["SIGHUP"] });
    arrive("SIGHUP");
    expect(server.closes).toHaveLength(1);
    server.stopped.happens(undefined);
  });
});
