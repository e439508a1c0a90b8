import { defineConfig } from "vitest/config";

/** `saluki` and its subpaths mean src/, in tests as in what they start. */
export const fromSource = {
  resolve: { conditions: ["saluki-source"] },
  // Not "import": vitest hands these on to Node, where a `require` of a package with both forms would get the wrong one.
  ssr: { resolve: { conditions: ["saluki-source", "node", "module", "default"] } },
};

/** What needs neither a service nor a browser: `npm test`. */
export default defineConfig({
  ...fromSource,
  test: {
    include: ["tests/**/*.test.ts"],
    exclude: ["tests/browser/**", "tests/services/**", "tests/parity/**", "tests/clients/**"],
    pool: "threads",
  },
});
