import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it, vi } from "vitest";
import { saluki, start } from "./command.ts";
import { project } from "./project.ts";

vi.setConfig({ testTimeout: 60_000 });

const SHOP = `import { Saluki } from "saluki";
console.log("loading");
process.stdout.write("still loading\\n");
const app = new Saluki({
  title: "Shop",
  lifespan: async function* () { console.log("started"); yield; },
});
app.get("/", function readRoot() { return 1; });
setInterval(() => {}, 1000);
export default app;
`;

describe("saluki openapi", () => {
  it("prints the document and nothing else, without starting the application", async () => {
    const { folder } = project({ "shop.mjs": SHOP });
    const { code, stdout, stderr } = await saluki(["openapi", "shop.mjs"], { cwd: folder });
    expect({ code, stderr }).toEqual({ code: 0, stderr: "loading\nstill loading\n" });
    const document = JSON.parse(stdout) as object;
    expect(document).toMatchObject({
      openapi: "3.1.0",
      info: { title: "Shop" },
      paths: { "/": { get: { operationId: "readRoot" } } },
    });
    expect(stdout).toBe(`${JSON.stringify(document, null, 2)}\n`);
  });

  it("writes it to a file", async () => {
    const { folder } = project({ "shop.mjs": SHOP });
    const outcome = await saluki(["openapi", "shop.mjs", "--output", "api.json"], { cwd: folder });
    expect(outcome).toMatchObject({ code: 0, stdout: "" });
    expect(JSON.parse(readFileSync(join(folder, "api.json"), "utf8"))).toMatchObject({
      info: { title: "Shop" },
    });
  });

  it.each([
    ["nowhere/api.json", "nowhere/api.json cannot be written: its folder is missing"],
    [".", ". cannot be written: it is a folder"],
  ])("says why it cannot write to %s", async (output, message) => {
    const { folder } = project({ "shop.mjs": SHOP.replaceAll(/^.*loading.*$/gm, "") });
    expect(await saluki(["openapi", "shop.mjs", "--output", output], { cwd: folder })).toEqual({
      code: 1,
      stdout: "",
      stderr: `saluki: ${message}\n`,
    });
  });

  it("ends quietly when nobody reads what it prints", async () => {
    const { folder } = project({ "shop.mjs": SHOP });
    const command = start(["openapi", "shop.mjs"], { cwd: folder });
    command.process.stdout!.destroy();
    expect(await command.ended).toMatchObject({ code: 0, stderr: "loading\nstill loading\n" });
  });
});
