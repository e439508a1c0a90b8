import { EventEmitter } from "node:events";
import { afterEach, describe, expect, it, vi } from "vitest";
import { StopRequest } from "../../src/cli/stop-request.ts";
import { ECHO } from "../../src/signal-echo.ts";

/** The signal arrives at a moment, in milliseconds, as the process tells its listeners. */
function arriveAt(moment: number, signal: NodeJS.Signals): void {
  vi.spyOn(performance, "now").mockReturnValueOnce(moment);
  EventEmitter.prototype.emit.call(process, signal, signal);
}

describe("StopRequest", () => {
  let request: StopRequest;
  afterEach(() => {
    request.close();
    vi.restoreAllMocks();
  });

  it("is made by a signal, and insisted on by a second one", async () => {
    request = new StopRequest();
    const insist = vi.fn();
    request.onInsist(insist);
    expect(request.isRequested).toBe(false);
    arriveAt(0, "SIGTERM");
    await request.requested;
    expect(insist).not.toHaveBeenCalled();
    arriveAt(ECHO, "SIGTERM");
    expect(insist).toHaveBeenCalledOnce();
    expect(request.insistedBy).toBe(143);
  });

  it("is not insisted on by the echo of the first, as npm and timeout(1) make it", () => {
    request = new StopRequest();
    arriveAt(0, "SIGTERM");
    arriveAt(ECHO - 1, "SIGTERM");
    expect(request.insistedBy).toBeUndefined();
    arriveAt(ECHO - 1, "SIGINT");
    expect(request.insistedBy).toBe(130);
  });

  it("tells of an insistence that came before somebody asked", () => {
    request = new StopRequest();
    arriveAt(0, "SIGINT");
    arriveAt(ECHO, "SIGINT");
    const insist = vi.fn();
    request.onInsist(insist);
    expect(insist).toHaveBeenCalledOnce();
  });
});
