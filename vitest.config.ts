import { defineConfig } from "vitest/config";

export default defineConfig({
  resolve: { conditions: ["saluki-source"] },
  ssr: { resolve: { conditions: ["saluki-source", "node", "import", "module", "default"] } },
  test: {
    include: ["tests/**/*.test.ts"],
    exclude: ["tests/browser/**", "tests/services/**", "tests/parity/**"],
    pool: "threads",
  },
});
