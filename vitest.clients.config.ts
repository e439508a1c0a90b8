import { defineConfig } from "vitest/config";
import { fromSource } from "./vitest.config.ts";

/** Clients that are generated from the OpenAPI document: `npm run test:clients`. */
export default defineConfig({
  ...fromSource,
  test: {
    include: ["tests/clients/*.test.ts"],
    pool: "threads",
    // Before the tests the generators are installed, where they are not yet.
    hookTimeout: 180_000,
    testTimeout: 60_000,
  },
});
