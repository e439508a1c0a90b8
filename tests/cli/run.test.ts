import { existsSync, readFileSync } from "node:fs";
import { type IncomingMessage, request } from "node:http";
import { request as secureRequest } from "node:https";
import { createRequire } from "node:module";
import { createServer } from "node:net";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { describe, expect, it, onTestFinished, vi } from "vitest";
import type { OptionTable } from "../../src/cli/options.ts";
import { SERVER_OPTIONS } from "../../src/cli/server-options.ts";
import { DEFAULT_LIMITS, resolveLimits } from "../../src/server/http1/index.ts";
import { saluki, start } from "./command.ts";
import { project, ROOT } from "./project.ts";

vi.setConfig({ testTimeout: 60_000 });

const TSX = pathToFileURL(createRequire(import.meta.url).resolve("tsx")).href;

const SHOP = `import { Saluki } from "saluki";
const app = new Saluki({
  lifespan: async function* () {
    console.log("set up");
    yield;
    console.log("torn down");
  },
});
app.get("/", () => ({ hello: "world" }));
app.get("/fails", () => { throw new Error("secret"); });
app.get("/slow", async () => {
  console.log("slow began");
  await new Promise((resolve) => process.once("SIGTERM", () => setTimeout(resolve, 20)));
  return "finished";
});
app.get("/endless", () => {
  console.log("endless began");
  return new Promise(() => {});
});
app.get("/prints", () => {
  process.stdout.write("printed\\n");
  return "printed";
});
app.get("/where", (_, { request }) => ({ path: request.path, rootPath: request.rootPath }));
export default app;
`;

/** Serves the shop, and gives its URL. */
async function serve(...args: string[]) {
  const command = start(["run", "shop.mjs", "--port", "0", ...args], project({ "shop.mjs": SHOP }).at);
  return { command, url: await command.url() };
}

describe("saluki run", () => {
  it("serves an application, and shows nothing of its errors to clients", async () => {
    const { url } = await serve();
    expect(await (await fetch(url)).json()).toEqual({ hello: "world" });
    const failed = await fetch(`${url}/fails`);
    expect(failed.status).toBe(500);
    expect(await failed.text()).not.toContain("secret");
  });

  it("finishes a running request when it is told to stop, then shuts the application down", async () => {
    const { command, url } = await serve();
    const answer = fetch(`${url}/slow`).then((response) => response.json());
    await command.printed(/slow began/);
    command.kill("SIGTERM");
    expect(await answer).toBe("finished");
    const { code, stdout } = await command.ended;
    expect(code).toBe(0);
    expect(stdout).toMatch(/^set up\n[\s\S]*slow began\nstopping: .*\ntorn down\n$/);
  });

  it("ends at once at the second signal", async () => {
    const { command, url } = await serve();
    const answer = fetch(`${url}/endless`).catch(() => "cut off");
    await command.printed(/endless began/);
    command.kill("SIGINT");
    await command.printed(/stopping/);
    expect((await command.insist("SIGINT")).code).toBe(130);
    expect(await answer).toBe("cut off");
  });

  it("takes a signal that comes twice at a time for one, as of timeout(1)", async () => {
    const { command, url } = await serve();
    const answer = fetch(`${url}/slow`).then((response) => response.json());
    await command.printed(/slow began/);
    command.kill("SIGTERM");
    command.kill("SIGTERM");
    await command.printed(/stopping/);
    command.kill("SIGTERM");
    expect(await answer).toBe("finished");
    expect((await command.ended).code).toBe(0);
  });

  // The default would take longer than this test may.
  it("cuts off what is not finished by the time-out", { timeout: 10_000 }, async () => {
    const { command, url } = await serve("--shutdown-timeout", "0");
    const answer = fetch(`${url}/endless`).catch(() => "cut off");
    await command.printed(/endless began/);
    command.kill("SIGTERM");
    expect(await command.ended).toMatchObject({ code: 0, stdout: expect.stringContaining("torn down") });
    expect(await answer).toBe("cut off");
  });

  it("takes the address from the environment where no option gives it", async () => {
    const { folder } = project({ "shop.mjs": SHOP });
    const env = { PORT: "0", HOST: "localhost" };
    expect(await start(["run", "shop.mjs"], { cwd: folder, env }).url()).toMatch(
      /^http:\/\/(127\.0\.0\.1|\[::1\]):/,
    );
    const second = start(["run", "shop.mjs", "--host", "127.0.0.1"], { cwd: folder, env });
    expect(await second.url()).toMatch(/^http:\/\/127\.0\.0\.1:/);
  });

  it("goes on when nobody reads any more what it prints", async () => {
    const { command, url } = await serve();
    command.process.stdout!.destroy();
    for (const _ of [1, 2, 3]) {
      expect(await (await fetch(`${url}/prints`)).json()).toBe("printed");
    }
  });

  it("serves https with the certificate in files", async () => {
    const pem = (file: string) => join(ROOT, "tests", "server", "certificates", file);
    const args = ["--port", "0", "--tls-cert", pem("localhost.crt"), "--tls-key", pem("localhost.key")];
    const command = start(["run", "shop.mjs", ...args], project({ "shop.mjs": SHOP }).at);
    const [, port] = await command.printed(/serves shop\.mjs on https:\/\/127\.0\.0\.1:(\d+)/);
    const ca = readFileSync(pem("localhost.crt"));
    const { statusCode } = await new Promise<IncomingMessage>((resolve, reject) => {
      secureRequest({ port, servername: "localhost", ca }, resolve).once("error", reject).end();
    });
    expect(statusCode).toBe(200);
  });

  it("says in one line which file of the certificate it cannot read", async () => {
    const args = ["--tls-cert", "none.crt", "--tls-key", "none.key"];
    const { code, stderr } = await saluki(["run", "shop.mjs", ...args], project({ "shop.mjs": SHOP }).at);
    expect(code).toBe(1);
    expect(stderr).toMatch(/^[^\n]*tls\.certFile cannot be read[^\n]*none\.crt[^\n]*\n$/);
  });

  it("listens on a Unix socket", async () => {
    const { folder, at } = project({ "shop.mjs": SHOP });
    const command = start(["run", "shop.mjs", "--unix-socket", "shop.sock"], at);
    await command.printed(/serves shop\.mjs on unix:shop\.sock/);
    const socketPath = join(folder, "shop.sock");
    const { statusCode } = await new Promise<IncomingMessage>((resolve, reject) => {
      request({ socketPath, path: "/" }, resolve).once("error", reject).end();
    });
    expect(statusCode).toBe(200);
    command.kill("SIGTERM");
    expect((await command.ended).code).toBe(0);
    expect(existsSync(socketPath)).toBe(false);
  });

  it("says when it is open to every network, whose address its URL does not show", async () => {
    const command = start(
      ["run", "shop.mjs", "--port", "0", "--host", "0.0.0.0"],
      project({ "shop.mjs": SHOP }).at,
    );
    await command.printed(/ on http:\/\/127\.0\.0\.1:\d+, open to every network \(0\.0\.0\.0\)\n/);
  });

  it("makes the application believe in a path that a proxy strips, or leaves on", async () => {
    const { url } = await serve("--root-path", "/api/");
    for (const path of ["/where", "/api/where"]) {
      expect(await (await fetch(url + path)).json()).toEqual({ path: "/where", rootPath: "/api" });
    }
    const document = await (await fetch(`${url}/openapi.json`)).json();
    expect(document).toMatchObject({ servers: [{ url: "/api" }] });
  });

  it("does not guess between two root paths", async () => {
    const { at } = project({
      "shop.mjs": `import { Saluki } from "saluki"; export const app = new Saluki({ rootPath: "/v1" });`,
    });
    const outcome = await saluki(["run", "shop.mjs", "--root-path", "/api"], at);
    expect(outcome).toMatchObject({ code: 1, stdout: "" });
    expect(outcome.stderr).toBe(
      'saluki: the application has the rootPath "/v1" of its own [INVALID_OPTION]. Leave out either that or --root-path.\n',
    );
  });

  it.each(["node", "saluki"])("sets the limits of the server, by the engine %s", async (engine) => {
    const { url } = await serve("--server", engine, "--max-header-bytes", "2000");
    const big = (length: number) => fetch(url, { headers: { "x-big": "x".repeat(length) } });
    expect((await big(100)).status).toBe(200);
    expect((await big(3000)).status).toBe(431);
  });

  it("sets limits that only Saluki's own HTTP has", async () => {
    const { url } = await serve("--server", "saluki", "--max-body-bytes", "10");
    expect((await fetch(url, { method: "POST", body: "x".repeat(11) })).status).toBe(413);
  });

  it.skipIf(!existsSync("/dev/full"))(
    "goes on when standard output takes nothing any more, as on a full disk (where the system has one to try)",
    async () => {
      const { at } = project({ "shop.mjs": SHOP });
      const socketPath = join(at.cwd, "socket");
      const command = start(["run", "shop.mjs", "--unix-socket", socketPath], { ...at, stdout: "/dev/full" });
      // What it prints when it is ready cannot be read.
      await vi.waitFor(() => expect(existsSync(socketPath)).toBe(true), 30_000);
      for (const path of ["/prints", "/"]) {
        const incoming = await new Promise<IncomingMessage>((resolve, reject) => {
          request({ socketPath, path }, resolve).once("error", reject).end();
        });
        incoming.resume();
        expect(incoming.statusCode).toBe(200);
      }
      command.kill("SIGTERM");
      expect(await command.ended).toMatchObject({ code: 0, stderr: "" });
    },
  );

  it("serves an application that another copy of the package made", async () => {
    const { at } = project({ "shop.mjs": SHOP }, { saluki: "copied", packages: ["tsx"] });
    // The modules of the copy are TypeScript, which a package has not in its JavaScript.
    const env = { NODE_OPTIONS: `--import ${TSX}` };
    const command = start(["run", "shop.mjs", "--port", "0"], { ...at, env });
    expect(await (await fetch(await command.url())).json()).toEqual({ hello: "world" });
    command.kill("SIGTERM");
    expect(await command.ended).toMatchObject({ code: 0, stdout: expect.stringContaining("torn down") });
  });
});

describe("what keeps saluki run from serving", () => {
  it("is a port that is taken: one line, code 1, and the application is shut down", async () => {
    const other = createServer().listen(0, "127.0.0.1");
    onTestFinished(() => void other.close());
    await new Promise((resolve) => other.once("listening", resolve));
    const { port } = other.address() as { port: number };
    const outcome = await saluki(
      ["run", "shop.mjs", "--port", String(port)],
      project({ "shop.mjs": SHOP }).at,
    );
    expect(outcome).toEqual({
      code: 1,
      stdout: "set up\ntorn down\n",
      stderr:
        `saluki: port ${port} of 127.0.0.1 is taken: another process listens there [ADDRESS_IN_USE]. ` +
        "Stop that process, or use another port; 0 chooses a free one.\n",
    });
  });

  it("is a lifespan that fails, with the frames of the user's files", async () => {
    const { at } = project({
      "shop.mjs": `import { Saluki } from "saluki";
export default new Saluki({ lifespan: async function* () { throw new Error("no database"); } });`,
    });
    const { code, stderr } = await saluki(["run", "shop.mjs"], at);
    expect(code).toBe(1);
    expect(stderr).toMatch(
      /^saluki: shop\.mjs could not be started\n\nError: no database\n {4}at .*lifespan \(shop\.mjs:2:\d+\)\n$/,
    );
  });
});

describe("the help of saluki run", () => {
  it("tells the defaults that the server has", () => {
    const options: OptionTable = SERVER_OPTIONS;
    const told = Object.entries(options).flatMap(([name, { fallback }]) =>
      name in DEFAULT_LIMITS ? [[name, Number.parseInt(String(fallback), 10)]] : [],
    );
    // 0 is how a limit of time is told that is none.
    expect(resolveLimits(Object.fromEntries(told))).toEqual(DEFAULT_LIMITS);
  });
});
