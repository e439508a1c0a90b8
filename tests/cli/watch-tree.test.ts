import { mkdirSync, renameSync, rmSync } from "node:fs";
import { join, relative } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { isSource, watchTree } from "../../src/cli/watch-tree.ts";
import { type Project, project } from "./project.ts";

/** The paths that a watch of a project reports, with slashes, and a way to wait for one. */
function watched({ folder }: Project, ...folders: string[]) {
  const seen: string[] = [];
  const troubles: string[] = [];
  let wake = () => {};
  const stop = watchTree(folders.length === 0 ? [folder] : folders, {
    onChange(path) {
      seen.push(relative(folder, path).replaceAll("\\", "/"));
      wake();
    },
    onTrouble: (reason) => troubles.push(reason),
  });
  onTestFinished(stop);
  return {
    seen,
    troubles,
    async until(path: string): Promise<void> {
      while (!seen.includes(path)) {
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
    },
  };
}

describe("watchTree", () => {
  it("tells of a file that is changed, added, renamed and removed", async () => {
    const shop = project({ "main.ts": "", "src/deep/items.ts": "" });
    const { until, troubles } = watched(shop);
    shop.write("main.ts", "changed");
    await until("main.ts");
    shop.write("src/deep/added.js", "");
    await until("src/deep/added.js");
    renameSync(join(shop.folder, "src/deep/added.js"), join(shop.folder, "renamed.mjs"));
    await until("renamed.mjs");
    rmSync(join(shop.folder, "src/deep/items.ts"));
    await until("src/deep/items.ts");
    expect(troubles).toEqual([]);
  });

  it("goes into folders that are made later", async () => {
    const shop = project({});
    const { until } = watched(shop);
    mkdirSync(join(shop.folder, "routers"));
    shop.write("main.ts", "");
    await until("main.ts");
    shop.write("routers/items.ts", "");
    await until("routers/items.ts");
  });

  it("tells of a folder that comes with sources in it, and follows them", async () => {
    const shop = project({ "node_modules/routers/items.ts": "" });
    const { until } = watched(shop);
    renameSync(join(shop.folder, "node_modules/routers"), join(shop.folder, "routers"));
    await until("routers");
    shop.write("routers/items.ts", "changed");
    await until("routers/items.ts");
  });

  it("follows a folder that is replaced by another of its name", async () => {
    const shop = project({ "src/items.ts": "", "node_modules/src/users.ts": "" });
    const { until } = watched(shop);
    rmSync(join(shop.folder, "src"), { recursive: true });
    renameSync(join(shop.folder, "node_modules/src"), join(shop.folder, "src"));
    await until("src");
    shop.write("src/users.ts", "changed");
    await until("src/users.ts");
  });

  it("leaves out packages, build results, folders with a dot, and what is no source", async () => {
    const shop = project({
      "node_modules/lib/index.js": "",
      "dist/main.js": "",
      ".git/HEAD.ts": "",
      ".data/store.json": "",
    });
    const { seen, until } = watched(shop);
    for (const file of ["node_modules/other.js", "dist/main.js", ".git/HEAD.ts", ".data/store.json"]) {
      shop.write(file, "changed");
    }
    for (const file of ["app.log", "data.db", "main.ts~", ".#main.ts", "README.md"])
      shop.write(file, "changed");
    shop.write("main.ts", "changed");
    await until("main.ts");
    expect([...new Set(seen)]).toEqual(["main.ts"]);
  });

  it("watches a folder that is asked for by name, whatever its name", async () => {
    const shop = project({ "dist/main.js": "" });
    const { until } = watched(shop, join(shop.folder, "dist"));
    shop.write("dist/main.js", "changed");
    await until("dist/main.js");
  });

  it("says so when a folder cannot be watched", () => {
    const shop = project({ "main.ts": "" });
    const { troubles } = watched(shop, join(shop.folder, "main.ts"));
    expect(troubles).toHaveLength(1);
  });
});

describe("isSource", () => {
  it.each(["main.ts", "a/b.mts", "c.cjs", "view.tsx", "config.json", ".env", ".env.local"])(
    "is true of %s",
    (path) => {
      expect(isSource(path)).toBe(true);
    },
  );

  it.each(["main.ts~", "main.tsx.swp", ".main.ts", "4913", "notes.md", "data.sqlite", ".envrc", "ts"])(
    "is false of %s",
    (path) => {
      expect(isSource(path)).toBe(false);
    },
  );
});
