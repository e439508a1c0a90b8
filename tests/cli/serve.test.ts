import { EventEmitter } from "node:events";
import { join } from "node:path";
import { expect, it, onTestFinished, vi } from "vitest";
import { findTarget } from "../../src/cli/load-app.ts";
import { serve } from "../../src/cli/serve.ts";
import { occasion } from "../server/occasion.ts";
import { project } from "./project.ts";

it("closes the access log when the server has stopped, and only then ends the process", async () => {
  const { at } = project({
    "app.mjs": `import { Saluki } from "saluki";
      export default new Saluki({ lifespan: async function* () { yield {}; globalThis.lifeSpent(); } });`,
  });
  const order: string[] = [];
  const [closing, written, ended] = [occasion(), occasion(), occasion<unknown>()];
  vi.stubGlobal("lifeSpent", () => order.push("stopped"));
  vi.spyOn(process, "exit").mockImplementation(((code: unknown) => ended.happens(code)) as never);
  vi.spyOn(console, "log").mockReturnValue(undefined);
  onTestFinished(() => {
    vi.unstubAllGlobals();
    vi.restoreAllMocks();
  });
  const accessLog = Object.assign(() => {}, {
    close() {
      order.push("closing the log");
      closing.happens();
      return written.happened;
    },
  });
  await serve(findTarget(join(at.cwd, "app.mjs")), { port: 0, accessLog });
  // The signal arrives, as the process tells its listeners.
  EventEmitter.prototype.emit.call(process, "SIGTERM", "SIGTERM");
  await closing.happened;
  expect(process.exit).not.toHaveBeenCalled();
  written.happens();
  expect(await ended.happened).toBe(0);
  expect(order).toEqual(["stopped", "closing the log"]);
});
