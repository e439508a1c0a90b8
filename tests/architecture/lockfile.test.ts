import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";

interface LockedPackage {
  readonly version?: string;
  readonly resolved?: string;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
}

const { packages } = JSON.parse(
  readFileSync(fileURLToPath(new URL("../../package-lock.json", import.meta.url)), "utf8"),
) as { packages: Record<string, LockedPackage> };

describe("package-lock.json", () => {
  // npm leaves out an optional package that its registry did not give it, such as one for another platform, and
  // from then on `npm ci` refuses the file. The entry has to be written in by hand then: version, os, cpu.
  it("has every package that another one asks for, those of other platforms too", () => {
    const missing = Object.entries(packages).flatMap(([path, entry]) =>
      Object.keys({ ...entry.dependencies, ...entry.optionalDependencies })
        .filter((name) => !isFound(path, name))
        .map((name) => `${path === "" ? "saluki" : path} asks for ${name}`),
    );
    expect(missing).toEqual([]);
  });

  it("names no registry: each user's own is asked", () => {
    const resolved = Object.values(packages).flatMap((entry) => entry.resolved ?? []);
    expect(resolved).toEqual([]);
  });
});

/** Looks where Node does: in the package's own node_modules, then in those of the folders around it. */
function isFound(path: string, name: string): boolean {
  for (let from = path; ; from = from.slice(0, Math.max(0, from.lastIndexOf("node_modules/") - 1))) {
    if (packages[`${from === "" ? "" : `${from}/`}node_modules/${name}`] !== undefined) return true;
    if (from === "") return false;
  }
}
