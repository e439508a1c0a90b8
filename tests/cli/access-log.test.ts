import { connect } from "node:net";
import { describe, expect, it, vi } from "vitest";
import { start } from "./command.ts";
import { project } from "./project.ts";

vi.setConfig({ testTimeout: 60_000 });

const SHOP = `import { Saluki } from "saluki";
import { z } from "zod";
const app = new Saluki();
app.get("/items/{id}", { id: z.string() }, () => "item");
app.get("/crash", () => { setImmediate(() => { throw new Error("crash"); }); return "last words"; });
export default app;
`;

async function serve(command: "run" | "dev", ...args: string[]) {
  const { at } = project({ "shop.mjs": SHOP });
  const running = start([command, "shop.mjs", "--port", "0", ...args], at);
  return { command: running, url: await running.url() };
}

/** The lines of the access log among all that was printed. */
function linesOf(stdout: string): Record<string, unknown>[] {
  const lines = stdout.split("\n").filter((line) => line.startsWith("{"));
  return lines.map((line) => JSON.parse(line) as Record<string, unknown>);
}

describe("saluki run --access-log on", () => {
  it.each(["saluki", "node"])("writes a line of JSON for each request, by the engine %s", async (engine) => {
    const { command, url } = await serve("run", "--access-log", "on", "--server", engine);
    for (let id = 0; id < 100; id++) await (await fetch(`${url}/items/${id}?token=secret`)).text();
    command.kill("SIGTERM");
    const { code, stdout } = await command.ended;
    expect(code).toBe(0);
    const lines = linesOf(stdout);
    expect(lines.map(({ path }) => path)).toEqual(Array.from({ length: 100 }, (_, id) => `/items/${id}`));
    expect(lines[0]).toEqual({
      level: "info",
      time: expect.any(String),
      method: "GET",
      path: "/items/0",
      status: 200,
      durationMs: expect.any(Number),
      bytes: 6,
      route: "/items/{id}",
      msg: "request",
    });
  });

  it("writes within a second, while the server runs", async () => {
    const { command, url } = await serve("run", "--access-log", "on");
    await fetch(`${url}/items/1`);
    await command.printed(/"path":"\/items\/1"/);
  });

  it("loses nothing at a crash", async () => {
    const { command, url } = await serve("run", "--access-log", "on");
    await fetch(`${url}/items/1`);
    await fetch(`${url}/crash`).catch(() => {});
    const { code, stdout } = await command.ended;
    expect(code).toBe(1);
    expect(linesOf(stdout).map(({ path }) => path)).toEqual(["/items/1", "/crash"]);
  });

  it("goes on when nobody reads any more what it writes, and comes to its end", async () => {
    const { command, url } = await serve("run", "--access-log", "on");
    command.process.stdout!.destroy();
    await fetch(`${url}/items/1`);
    await command.printed(/the access log cannot be written: EPIPE/);
    expect((await fetch(`${url}/items/2`)).status).toBe(200);
    command.kill("SIGTERM");
    expect((await command.ended).code).toBe(0);
  });
});

describe("saluki run", () => {
  it.each([[[]], [["--access-log", "off"]]])("writes no line for a request with %j", async (args) => {
    const { command, url } = await serve("run", ...args);
    await fetch(`${url}/items/1`);
    command.kill("SIGTERM");
    expect((await command.ended).stdout).not.toContain("items");
  });
});

describe("saluki dev", () => {
  it.each([[[]], [["--no-reload"]]])("prints a line for each request with %j", async (args) => {
    const { command, url } = await serve("dev", ...args);
    await fetch(`${url}/items/3?token=secret`);
    await command.printed(/^GET \/items\/3 200 \d+\.\d ms$/m);
  });

  it("prints one for what is no request, too", async () => {
    const { command, url } = await serve("dev");
    const socket = connect({ host: "127.0.0.1", port: Number(new URL(url).port) });
    socket.on("error", () => {}).end("<no request>\r\n\r\n");
    await command.printed(/^400 refused: The method is not a token/m);
    socket.destroy();
  });

  it.each([[[]], [["--no-reload"]]])("prints none with --access-log off and %j", async (args) => {
    const { command, url } = await serve("dev", "--access-log", "off", ...args);
    await fetch(`${url}/items/3`);
    command.kill("SIGTERM");
    expect((await command.ended).stdout).not.toContain("items");
  });

  it("goes on when nobody reads any more what it prints", async () => {
    const { command, url } = await serve("dev");
    command.process.stdout!.destroy();
    for (const _ of [1, 2, 3]) expect((await fetch(`${url}/items/1`)).status).toBe(200);
  });
});
