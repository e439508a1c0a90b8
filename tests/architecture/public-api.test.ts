import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import ts from "typescript-5.9";
import { describe, expect, it } from "vitest";
import { apiReport } from "./api-report.ts";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));
const REPORTS = join(ROOT, "api");

const { exports } = JSON.parse(readFileSync(join(ROOT, "package.json"), "utf8")) as {
  exports: Record<string, { "saluki-source": string } | string>;
};

/** Each subpath of the package that is code, the name of its report, and its source. */
const SUBPATHS = Object.entries(exports).flatMap(([subpath, target]) =>
  typeof target === "string"
    ? []
    : [
        {
          subpath: join("saluki", subpath),
          report: `${subpath === "." ? "saluki" : subpath.slice(2).replaceAll("/", "-")}.txt`,
          entry: join(ROOT, target["saluki-source"]),
        },
      ],
);

const config = ts.getParsedCommandLineOfConfigFile(join(ROOT, "tsconfig.json"), undefined, {
  ...ts.sys,
  onUnRecoverableConfigFileDiagnostic(diagnostic) {
    throw new Error(String(diagnostic.messageText));
  },
})!;
const program = ts.createProgram({
  rootNames: SUBPATHS.map(({ entry }) => entry),
  // The names do not need the declarations of Node.
  options: { ...config.options, types: [] },
});

const UPDATE = process.env["UPDATE_API_REPORTS"] === "1";

describe("public API", () => {
  it.each(SUBPATHS)(
    "of $subpath is what api/$report says; `npm run check -- --update-api` rewrites it",
    ({ report, entry }) => {
      const now = apiReport(program, entry);
      const path = join(REPORTS, report);
      if (UPDATE) {
        mkdirSync(REPORTS, { recursive: true });
        writeFileSync(path, now);
      }
      expect(now).toBe(existsSync(path) ? readFileSync(path, "utf8") : "");
    },
  );

  it("has no report of a subpath that is gone", () => {
    const reports = existsSync(REPORTS) ? readdirSync(REPORTS) : [];
    const stale = reports.filter((name) => !SUBPATHS.some(({ report }) => report === name));
    if (UPDATE) for (const name of stale) rmSync(join(REPORTS, name));
    else expect(stale).toEqual([]);
  });
});
