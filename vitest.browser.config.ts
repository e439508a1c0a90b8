import { defineConfig } from "vitest/config";
import { fromSource } from "./vitest.config.ts";

/** Pages in a real Chromium: `npm run test:browser`. */
export default defineConfig({
  ...fromSource,
  test: {
    include: ["tests/browser/**/*.test.ts"],
    pool: "threads",
    // Each file starts a Chromium: one at a time is quicker on few cores.
    fileParallelism: false,
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
});
