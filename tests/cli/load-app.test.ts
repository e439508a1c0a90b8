import { join } from "node:path";
import { SalukiError } from "saluki";
import { describe, expect, it, vi } from "vitest";
import { findTarget, loadApplication } from "../../src/cli/load-app.ts";
import { saluki } from "./command.ts";
import { project } from "./project.ts";

vi.setConfig({ testTimeout: 60_000 });

/** A module with something that has the shape of an application, called by a name. */
const LIBRARY = `
const nothing = () => {};
export const shaped = (name) => ({
  name, handle: nothing, startup: nothing, shutdown: nothing, openapi: nothing, listen: nothing, use: nothing,
});
`;

function load(module: string, exportName = "") {
  const { folder } = project({
    "shaped.mjs": LIBRARY,
    "main.mjs": `import { shaped } from "./shaped.mjs";\n${module}`,
  });
  vi.spyOn(process, "cwd").mockReturnValue(folder);
  const path = join(folder, "main.mjs");
  return loadApplication({ file: "main.mjs", path, exportName: exportName || undefined });
}

describe("the application of a module", () => {
  it.each([
    [
      "the default export",
      `export default shaped("default"); export const app = shaped("app");`,
      "",
      "default",
    ],
    ["else the export app", `export const app = shaped("app");`, "", "app"],
    [
      "app, where the default is something else",
      `export default 5; export const app = shaped("app");`,
      "",
      "app",
    ],
    ["a default that is promised", `export default Promise.resolve(shaped("promised"));`, "", "promised"],
    [
      "the export that is named",
      `export const admin = shaped("admin"); export default shaped("x");`,
      "admin",
      "admin",
    ],
    ["what a function makes", `export function createApp() { return shaped("made"); }`, "createApp", "made"],
    ["what an async function makes", `export const $make = async () => shaped("later");`, "$make", "later"],
    ["what the default function makes", `export default () => shaped("made");`, "default", "made"],
  ])("is %s", async (_, module, exportName, name) => {
    expect(await load(module, exportName)).toMatchObject({ name });
  });

  it.each(["main.cjs", "main.cjs:default", "main.cjs:admin"])(
    "is found in a CommonJS module that was compiled from ES syntax: %s",
    async (target) => {
      const { at } = project({
        "main.cjs": `Object.defineProperty(exports, "__esModule", { value: true });
          ${LIBRARY.replace("export const", "const")}
          const app = shaped();
          app.openapi = () => "a document";
          exports.default = exports.admin = app;`,
      });
      expect(await saluki(["openapi", target], at)).toEqual({
        code: 0,
        stdout: '"a document"\n',
        stderr: "",
      });
    },
  );

  it.each([
    ["", `export const shop = shaped("shop");`, "main.mjs exports no application", "write main.mjs:shop"],
    ["", "export function createApp() {}", "main.mjs exports no application", "write main.mjs:createApp"],
    ["", "export const port = 5;", "main.mjs exports no application", "export default app"],
    ["", "", "main.mjs exports no application", "export default app"],
    ["creatApp", "export function createApp() {}", "main.mjs has no export creatApp", "main.mjs:createApp?"],
    ["app", "export const app = { handle() {} };", "app of main.mjs is no application", "new Saluki()"],
    ["port", "export const port = 5;", "port of main.mjs is no application", "new Saluki()"],
    ["make", "export const make = () => 5;", "make of main.mjs returned no application", "new Saluki()"],
  ])("is missed: %j of %j", async (exportName, module, what, fix) => {
    const error = await load(module, exportName).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(SalukiError);
    const { code, report } = error as SalukiError;
    expect(code).toBe("APP_NOT_FOUND");
    expect(report.what).toContain(what);
    expect(report.fix).toContain(fix);
  });

  it.each([
    ["", `throw new Error("no database")`, "main.mjs could not be loaded"],
    [
      "make",
      `export const make = async () => { throw new Error("no database"); }`,
      "make of main.mjs failed",
    ],
  ])(
    "fails with the error of the user's code as the cause: %j of %j",
    async (exportName, module, message) => {
      await expect(load(module, exportName)).rejects.toMatchObject({
        name: "UserCodeError",
        message,
        cause: { message: "no database" },
      });
    },
  );
});

describe("findTarget", () => {
  it.each([
    ["main.ts", "main.ts", undefined],
    ["main.ts:admin", "main.ts", "admin"],
    ["./src/app.js:$make", "./src/app.js", "$make"],
    ["./src/app.js:größe", "./src/app.js", "größe"],
    ["odd:name", "odd:name", undefined],
    ["odd:name:app", "odd:name", "app"],
  ])("reads %j as the file %j and the export %j", (text, file, exportName) => {
    const { folder } = project({ "main.ts": "", "src/app.js": "", "odd:name": "" });
    vi.spyOn(process, "cwd").mockReturnValue(folder);
    expect(findTarget(text)).toEqual({ file, path: join(folder, file), exportName });
  });

  it.each([
    ["shop.ts", "there is no file shop.ts", undefined],
    ["main", "there is no file main", "There is main.ts in the same folder"],
    ["main.js", "there is no file main.js", "There is main.ts in the same folder"],
    ["mian.ts:app", "there is no file mian.ts", "There is main.ts in the same folder"],
    ["nowhere/main.ts", "there is no file nowhere/main.ts", undefined],
    ["src", "src is a folder, and not the file of an application", undefined],
  ])("refuses %j: %s", (text, what, fix) => {
    const { folder } = project({ "main.ts": "", "src/readme.md": "" });
    vi.spyOn(process, "cwd").mockReturnValue(folder);
    expect(() => findTarget(text)).toThrow(new SalukiError("APP_NOT_FOUND", { what, fix }));
  });
});
