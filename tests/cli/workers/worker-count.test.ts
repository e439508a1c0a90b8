import { availableParallelism } from "node:os";
import { describe, expect, it } from "vitest";
import { UsageError } from "../../../src/cli/usage-error.ts";
import { workerCount } from "../../../src/cli/workers/worker-count.ts";

describe("the number of workers", () => {
  it.each([
    ["is what --workers says", "3", { WEB_CONCURRENCY: "5" }, 3],
    ["is else what WEB_CONCURRENCY says", undefined, { WEB_CONCURRENCY: "5" }, 5],
    ["is else one", undefined, {}, 1],
    ["is one where WEB_CONCURRENCY is empty", undefined, { WEB_CONCURRENCY: "" }, 1],
    ["is that of the cores for auto", "auto", {}, availableParallelism()],
    [
      "is that of the cores for auto in WEB_CONCURRENCY",
      undefined,
      { WEB_CONCURRENCY: "auto" },
      availableParallelism(),
    ],
  ])("%s", (_, given, env, count) => {
    expect(workerCount(given, env)).toBe(count);
  });

  it.each(["0", "00", "", "-1", "two", "1.5", "1e3"])("is not %j", (given) => {
    expect(() => workerCount(given, {})).toThrow(UsageError);
    expect(() => workerCount(given, {})).toThrow("--workers");
  });

  it("says that a bad one stands in the environment", () => {
    expect(() => workerCount(undefined, { WEB_CONCURRENCY: "many" })).toThrow(
      'the environment variable WEB_CONCURRENCY is a whole number, and not "many"',
    );
  });
});
