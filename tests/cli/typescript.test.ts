import { join } from "node:path";
import { describe, expect, it, vi } from "vitest";
import { importModule } from "../../src/cli/import-module.ts";
import { type CommandSettings, saluki } from "./command.ts";
import { project } from "./project.ts";

vi.setConfig({ testTimeout: 60_000 });

const routes = async (settings: CommandSettings) => {
  const { code, stdout, stderr } = await saluki(["routes", "main.ts"], settings);
  expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  return stdout;
};

/** TypeScript that needs more than its types taken off. */
const DEMANDING = {
  "main.ts": `
    import { Saluki } from "saluki";
    import { Colour, type Named } from "./colour";
    import { Size } from "./size.js";
    const sizes: Size[] = ["S"];
    const app = new Saluki();
    app.get("/" + Colour[Colour.Green], () => sizes);
    export default app;`,
  "colour.ts": "export enum Colour { Red, Green }\nexport interface Named { name: string }",
  "size.ts": `export type Size = "S" | "M";`,
};

describe("an application in TypeScript", () => {
  const plain = {
    "main.ts": `
      import { Saluki } from "saluki";
      import { type Named, named } from "./named.ts";
      export const app: Saluki = new Saluki();
      app.get("/" + named("plain").name, (): Named => named("x"));`,
    "named.ts":
      "export interface Named { name: string }\nexport const named = (name: string): Named => ({ name });",
  };

  it("is loaded without any tool where Node runs it, else by tsx", async () => {
    expect(await routes({ cwd: project(plain).folder })).toContain("GET     /plain");
  });

  it.each([
    ["an ES module", { type: "module" }],
    ["a package without a type", {}],
    ["a CommonJS package", { type: "commonjs" }],
  ])(
    "may have enums, imports without extension and imports of types where tsx is installed: %s",
    async (_, manifest) => {
      const { folder } = project(DEMANDING, { packages: ["tsx"], manifest });
      expect(await routes({ cwd: folder })).toContain("GET     /Green");
    },
  );
});

describe("without tsx", () => {
  it("an application in TypeScript is refused by a Node that cannot run it", async () => {
    const { folder } = project({ "main.ts": "export {}" });
    await expect(
      importModule(join(folder, "main.ts"), { node: "none", tsx: undefined }),
    ).rejects.toMatchObject({
      code: "MISSING_PACKAGE",
      report: { fix: "npm install --save-dev tsx" },
    });
  });

  it("one in JavaScript needs nothing", async () => {
    const { folder } = project({ "main.mjs": "export const name = 5" });
    const path = join(folder, "main.mjs");
    expect(await importModule(path, { node: "none", tsx: undefined })).toMatchObject({ name: 5 });
  });

  it("a file that needs more than its types taken off is told by name of the package", async () => {
    const { folder } = project({
      // What Node says of an enum.
      "main.ts": `throw Object.assign(new SyntaxError("no enums"), { code: "ERR_UNSUPPORTED_TYPESCRIPT_SYNTAX" });`,
    });
    await expect(
      importModule(join(folder, "main.ts"), { node: "strips types", tsx: undefined }),
    ).rejects.toMatchObject({
      code: "MISSING_PACKAGE",
      cause: { message: "no enums" },
    });
  });
});
