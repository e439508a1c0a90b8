import { defineConfig } from "vitest/config";

/** `saluki` and its subpaths mean src/, in tests as in what they start. */
export const fromSource = {
  resolve: { conditions: ["saluki-source"] },
  ssr: { resolve: { conditions: ["saluki-source", "node", "import", "module", "default"] } },
};

/** What needs neither a service nor a browser: `npm test`. */
export default defineConfig({
  ...fromSource,
  test: {
    include: ["tests/**/*.test.ts"],
    exclude: ["tests/browser/**", "tests/services/**", "tests/parity/**"],
    pool: "threads",
  },
});
