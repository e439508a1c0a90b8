import { defineConfig } from "vitest/config";
import { fromSource } from "./vitest.config.ts";

/** What talks to real databases, caches and brokers: `npm run test:services`. */
export default defineConfig({
  ...fromSource,
  test: {
    include: ["tests/services/**/*.test.ts"],
    pool: "threads",
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
});
