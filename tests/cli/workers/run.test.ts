import { existsSync, statSync } from "node:fs";
import { type IncomingMessage, request } from "node:http";
import { createServer } from "node:net";
import { join } from "node:path";
import { connect } from "node:tls";
import { describe, expect, it, onTestFinished, vi } from "vitest";
import { head, RawClient } from "../../server/raw-client.ts";
import { type RunningCommand, saluki, start } from "../command.ts";
import { type Project, project, ROOT } from "../project.ts";
import { Load } from "./load.ts";

vi.setConfig({ testTimeout: 60_000 });

const SHOP = `import { Saluki } from "saluki";
const { pid } = process;
const app = new Saluki({
  lifespan: async function* () {
    console.log("set up " + pid);
    yield;
    console.log("torn down " + pid);
  },
});
app.get("/", () => pid);
app.get("/version", () => "old");
app.get("/slow", async () => {
  console.log("slow began");
  await new Promise((resolve) => setTimeout(resolve, 300));
  return "finished";
});
app.get("/endless", () => {
  console.log("endless began");
  return new Promise(() => {});
});
app.get("/block", () => {
  console.log("block began");
  for (;;);
});
app.get("/fails", () => { throw new Error("secret"); });
export default app;
`;

interface Running {
  readonly command: RunningCommand;
  readonly url: string;
  /** Where the metrics are, if they were asked for. */
  readonly metrics: string;
  readonly files: Project;
}

/** Serves the shop by workers, and waits until all of them have set it up. */
async function serve(workers: number, ...args: string[]): Promise<Running> {
  const files = project({ "shop.mjs": SHOP });
  const command = start(
    ["run", "shop.mjs", "--port", "0", "--workers", String(workers), "--idle-grace", "100", ...args],
    files.at,
  );
  await command.printed(/set up/);
  const url = await command.url();
  const metrics = args.includes("--metrics-port")
    ? (await command.printed(/metrics are on (\S+)\/metrics/))[1]!
    : "";
  for (let i = 1; i < workers; i++) await command.printed(/set up \d+/);
  return { command, url, metrics, files };
}

/** Who answers, over a connection of its own. */
async function pidOf(url: string): Promise<number> {
  const response = await fetch(url, { headers: { connection: "close" } });
  return (await response.json()) as number;
}

/** The pids of so many workers that answer. */
async function pidsOf(url: string, workers: number): Promise<number[]> {
  const pids = new Set<number>();
  while (pids.size < workers) pids.add(await pidOf(url));
  return [...pids];
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

const portOf = (url: string) => Number(new URL(url).port);

describe("saluki run --workers", () => {
  it("serves by several processes on the same port, to each in turn, and tells its URL once", async () => {
    const { command, url } = await serve(2);
    const pids = await pidsOf(url, 2);
    const turns = [await pidOf(url), await pidOf(url), await pidOf(url), await pidOf(url)];
    expect(turns.toSorted()).toEqual([...pids, ...pids].toSorted());
    expect(pids).not.toContain(command.process.pid);
    command.kill("SIGTERM");
    const { stdout, stderr, code } = await command.ended;
    expect(stdout.match(/ serves shop\.mjs on http:\S+ with 2 workers\n/g)).toHaveLength(1);
    expect([stderr, code]).toEqual(["", 0]);
  });

  it("takes the number from WEB_CONCURRENCY where no option gives it", async () => {
    const { at } = project({ "shop.mjs": SHOP });
    const env = { WEB_CONCURRENCY: "2" };
    const command = start(["run", "shop.mjs", "--port", "0"], { ...at, env });
    await command.printed(/with 2 workers/);
  });

  it("listens on a Unix socket, and takes it away at the end", async () => {
    const { folder, at } = project({ "shop.mjs": SHOP });
    const socket = ["--unix-socket", "shop.sock", "--unix-socket-mode", "600"];
    const command = start(["run", "shop.mjs", ...socket, "--workers", "2"], at);
    await command.printed(/serves shop\.mjs on unix:shop\.sock with 2 workers/);
    const socketPath = join(folder, "shop.sock");
    expect(statSync(socketPath).mode & 0o777).toBe(0o600);
    const { statusCode } = await new Promise<IncomingMessage>((resolve, reject) => {
      const headers = { connection: "close" };
      request({ socketPath, path: "/", headers }, resolve).once("error", reject).end();
    });
    expect(statusCode).toBe(200);
    command.kill("SIGTERM");
    expect((await command.ended).code).toBe(0);
    expect(existsSync(socketPath)).toBe(false);
  });

  it("writes the access log of all workers, each line whole", async () => {
    const { command, url } = await serve(2, "--access-log", "on");
    await pidsOf(url, 2);
    const load = new Load(portOf(url), 8, 0);
    await load.answers(500);
    const { answered } = await load.stop();
    command.kill("SIGTERM");
    const { code, stdout } = await command.ended;
    expect(code).toBe(0);
    const lines = stdout.split("\n").filter((line) => line.startsWith("{"));
    expect(lines.length).toBeGreaterThanOrEqual(answered + 2);
    for (const line of lines) expect(JSON.parse(line)).toMatchObject({ path: "/", status: 200 });
  });

  it("serves https, and PROXY headers before it", async () => {
    const pem = (name: string) => join(ROOT, "tests", "server", "certificates", name);
    const tls = ["--tls-cert", pem("localhost.crt"), "--tls-key", pem("localhost.key")];
    const { at } = project({ "shop.mjs": SHOP });
    const args = ["run", "shop.mjs", "--port", "0", "--workers", "2", "--proxy-protocol", "required", ...tls];
    const command = start(args, at);
    const [, port] = await command.printed(/ on https:\/\/127\.0\.0\.1:(\d+) with 2 workers/);
    const client = await RawClient.open(Number(port));
    client.send("PROXY TCP4 192.0.2.1 192.0.2.2 1000 443\r\n");
    const secure = connect({ socket: client.socket, rejectUnauthorized: false });
    secure.end(head("GET /version"));
    let received = "";
    for await (const bytes of secure) received += String(bytes);
    expect(received).toMatch(/^HTTP\/1\.1 200 OK\r\n[\s\S]*"old"$/);
  });

  it("listens on a socket that it was given open, also after all workers have died", async () => {
    const listener = createServer().listen(0, "127.0.0.1");
    await new Promise((resolve) => listener.once("listening", resolve));
    const { port } = listener.address() as { port: number };
    const { fd } = (listener as unknown as { readonly _handle: { readonly fd: number } })._handle;
    const { at } = project({ "shop.mjs": SHOP });
    const command = start(["run", "shop.mjs", "--descriptor", "3", "--workers", "2"], {
      ...at,
      descriptor: fd,
    });
    listener.close();
    await command.printed(/with 2 workers/);
    await command.printed(/set up/);
    const url = `http://127.0.0.1:${port}`;
    for (const pid of await pidsOf(url, 2)) process.kill(pid, "SIGKILL");
    await command.printed(/ended by SIGKILL[\s\S]*ended by SIGKILL/);
    await pidsOf(url, 2);
  });

  it.each(["saluki", "node"])(
    "gives limits and root path to every worker, by the engine %s",
    async (engine) => {
      const { url } = await serve(2, "--server", engine, "--max-header-bytes", "2000", "--root-path", "/api");
      for (let i = 0; i < 4; i++) {
        const headers = { connection: "close", "x-big": "x".repeat(3000) };
        expect((await fetch(url, { headers })).status).toBe(431);
        expect((await fetch(`${url}/api/version`, { headers: { connection: "close" } })).status).toBe(200);
      }
    },
  );
});

describe("what keeps saluki run --workers from serving", () => {
  it("is a port that is taken: one line, code 1, and no application was loaded", async () => {
    const other = createServer().listen(0, "127.0.0.1");
    onTestFinished(() => void other.close());
    await new Promise((resolve) => other.once("listening", resolve));
    const { port } = other.address() as { port: number };
    const { at } = project({ "shop.mjs": SHOP });
    const outcome = await saluki(["run", "shop.mjs", "--port", String(port), "--workers", "2"], at);
    expect(outcome).toEqual({
      code: 1,
      stdout: "",
      stderr:
        `saluki: port ${port} of 127.0.0.1 is taken: another process listens there [ADDRESS_IN_USE]. ` +
        "Stop that process, or use another port; 0 chooses a free one.\n",
    });
  });

  it("is a port for metrics that is taken", async () => {
    const other = createServer().listen(0, "127.0.0.1");
    onTestFinished(() => void other.close());
    await new Promise((resolve) => other.once("listening", resolve));
    const { port } = other.address() as { port: number };
    const { at } = project({ "shop.mjs": SHOP });
    const args = ["run", "shop.mjs", "--port", "0", "--workers", "2", "--metrics-port", String(port)];
    const { code, stdout, stderr } = await saluki(args, at);
    expect([code, stdout]).toEqual([1, ""]);
    expect(stderr).toMatch(/^saluki: port \d+ of 127\.0\.0\.1 is taken: .*\n$/);
  });

  it("is an application that cannot be loaded: told once, with code 1", async () => {
    const { at } = project({ "shop.mjs": `throw new Error("no configuration");` });
    const { code, stdout, stderr } = await saluki(["run", "shop.mjs", "--port", "0", "--workers", "4"], at);
    expect([code, stdout]).toEqual([1, ""]);
    expect(stderr).toMatch(
      /^saluki: shop\.mjs could not be loaded\n\nError: no configuration\n {4}at .*shop\.mjs:1:7\)?\n$/,
    );
  });

  it("is a lifespan that fails: told once, with code 1", async () => {
    const { at } = project({
      "shop.mjs": `import { Saluki } from "saluki";
export default new Saluki({ lifespan: async function* () { throw new Error("no database"); } });`,
    });
    const { code, stderr } = await saluki(["run", "shop.mjs", "--port", "0", "--workers", "4"], at);
    expect(code).toBe(1);
    expect(stderr).toMatch(
      /^saluki: shop\.mjs could not be started\n\nError: no database\n {4}at .*lifespan \(shop\.mjs:2:\d+\)\n$/,
    );
  });

  it("is a module that ends the process", async () => {
    const { at } = project({ "shop.mjs": "process.exit(7);" });
    const outcome = await saluki(["run", "shop.mjs", "--port", "0", "--workers", "2"], at);
    expect(outcome).toMatchObject({ code: 1, stdout: "" });
    expect(outcome.stderr).toBe("saluki: the first worker ended with exit code 7 before it was ready\n");
  });

  it("is an application that is not ready in time", async () => {
    const { at } = project({ "shop.mjs": "await new Promise((resolve) => setTimeout(resolve, 1e6));" });
    const args = ["run", "shop.mjs", "--port", "0", "--workers", "2", "--worker-start-timeout", "200"];
    const { code, stderr } = await saluki(args, at);
    expect(code).toBe(1);
    expect(stderr).toMatch(/^saluki: worker 1 \(pid \d+\) was not ready within 200 ms; it is killed\n/);
  });
});

describe("a worker that dies", () => {
  it("is replaced, while the others serve", async () => {
    const { command, url } = await serve(2);
    const [victim, other] = await pidsOf(url, 2);
    process.kill(victim!, "SIGKILL");
    await command.printed(
      new RegExp(`worker \\d \\(pid ${victim}\\) was ended by SIGKILL; another one is started in 100 ms`),
    );
    expect(await pidOf(url)).toBe(other);
    await command.printed(/set up/);
    expect(await pidsOf(url, 2)).not.toContain(victim);
  });

  it("is replaced where it was the last one, on the same port", async () => {
    const { command, url } = await serve(2);
    for (const pid of await pidsOf(url, 2)) process.kill(pid, "SIGKILL");
    await command.printed(/ended by SIGKILL[\s\S]*ended by SIGKILL/);
    // The master has accepted it; the first worker that is ready gets it.
    expect(await pidOf(url)).toBeGreaterThan(0);
  });

  it("again and again is started more and more seldom", async () => {
    const { command, files, url } = await serve(2);
    const [victim] = await pidsOf(url, 2);
    files.write("shop.mjs", `throw new Error("broken meanwhile");`);
    process.kill(victim!, "SIGKILL");
    for (const delay of [100, 200, 400, 800]) await command.printed(new RegExp(`started in ${delay} ms`));
    expect(await pidOf(url)).not.toBe(victim);
    files.write("shop.mjs", SHOP);
    await command.printed(/set up/);
    await pidsOf(url, 2);
  });

  it("by a signal to itself finishes what runs", async () => {
    const { command, url } = await serve(2);
    const client = await RawClient.open(portOf(url));
    client.send(head("GET /"));
    const victim = Number(/\d+$/.exec(await client.until("\r\n\r\n"))![0]);
    client.send(head("GET /slow"));
    await command.printed(/slow began/);
    process.kill(victim, "SIGTERM");
    await command.printed(/was asked to stop by SIGTERM/);
    expect(await client.closed()).toMatch(/connection: close[\s\S]*"finished"$/);
    await command.printed(new RegExp(`torn down ${victim}`));
    await pidsOf(url, 2);
  });
});

describe("a worker whose application closes the channel to the master", () => {
  it("ends, as without a master, and is replaced", async () => {
    const leaving = `app.get("/leave", () => { process.disconnect(); return pid; });\nexport default app;`;
    const { at } = project({ "shop.mjs": SHOP.replace("export default app;", leaving) });
    const command = start(["run", "shop.mjs", "--port", "0", "--workers", "2"], at);
    const url = await command.url();
    await pidsOf(url, 2);
    const left = (await (await fetch(`${url}/leave`)).json()) as number;
    await command.printed(new RegExp(`\\(pid ${left}\\) ended with exit code 0; another one is started`));
    expect(await pidsOf(url, 2)).not.toContain(left);
  });
});

describe("a worker whose event loop is blocked", () => {
  it("is killed and replaced, and the others serve meanwhile", async () => {
    const { command, url } = await serve(2, "--worker-timeout", "1000");
    const blocked = fetch(`${url}/block`).catch(() => "cut off");
    await command.printed(/block began/);
    // One of these is given to the worker that does not take it, and to another one when that is killed.
    const [other, ...others] = await Promise.all([1, 2, 3, 4].map(() => pidOf(url)));
    expect(new Set(others)).toEqual(new Set([other]));
    await command.printed(
      /worker \d \(pid \d+\) has given no sign of life for 1000 ms: its event loop is blocked; it is killed/,
    );
    expect(await blocked).toBe("cut off");
    await command.printed(/set up/);
    await pidsOf(url, 2);
  });
});

describe("SIGHUP", () => {
  it.each(["saluki", "node"])(
    "replaces the code without one failed request under load, by the engine %s",
    async (engine) => {
      const { command, url, files } = await serve(2, "--server", engine, "--idle-grace", "1000");
      const before = await pidsOf(url, 2);
      const load = new Load(portOf(url), 4, 2);
      await load.answers(100);
      files.write("shop.mjs", SHOP.replace('"old"', '"new"'));
      for (let i = 0; i < 2; i++) {
        command.kill("SIGHUP");
        await command.printed(/reloaded/);
      }
      await load.answers(100);
      const { failures, lastOnes, answered, pids } = await load.stop();
      expect(failures).toEqual([]);
      expect(answered).toBeGreaterThan(200);
      expect(lastOnes).toBeGreaterThan(0);
      expect(pids.size).toBe(6);
      expect(await (await fetch(`${url}/version`)).json()).toBe("new");
      expect(before.filter(isAlive)).toEqual([]);
    },
  );

  it("leaves the old workers where the new code does not start", async () => {
    const { command, url, files } = await serve(2);
    const before = await pidsOf(url, 2);
    files.write("shop.mjs", `throw new Error("half of it");`);
    command.kill("SIGHUP");
    await command.printed(/shop\.mjs could not be loaded\n\nError: half of it/);
    await command.printed(
      /the reload is abandoned: the new worker 1 \(pid \d+\) could not start: shop\.mjs could not be loaded\. 2 of 2 workers go on with the old code/,
    );
    expect((await pidsOf(url, 2)).toSorted()).toEqual(before.toSorted());
    files.write("shop.mjs", SHOP.replace('"old"', '"new"'));
    command.kill("SIGHUP");
    await command.printed(/reloaded/);
    expect(await (await fetch(`${url}/version`)).json()).toBe("new");
  });
});

describe("SIGTTIN and SIGTTOU", () => {
  it("start one worker more, and one less", async () => {
    const { command, url } = await serve(1, "--metrics-port", "0");
    command.kill("SIGTTIN");
    await command.printed(/2 workers are wanted now/);
    await command.printed(/set up/);
    await pidsOf(url, 2);
    command.kill("SIGTTOU");
    await command.printed(/1 worker is wanted now/);
    await command.printed(/torn down/);
    expect(await pidOf(url)).toBe(await pidOf(url));
  });
});

describe("stopping", () => {
  it.each(["SIGTERM", "SIGINT"] as const)(
    "at %s finishes what runs, then shuts every worker down",
    async (signal) => {
      const { command, url } = await serve(2);
      const pids = await pidsOf(url, 2);
      const answer = fetch(`${url}/slow`).then((response) => response.json());
      await command.printed(/slow began/);
      command.kill(signal);
      await command.printed(/stopping/);
      await expect(RawClient.open(portOf(url))).rejects.toThrow();
      expect(await answer).toBe("finished");
      const { code, stdout, stderr } = await command.ended;
      expect([code, stderr]).toEqual([0, ""]);
      expect(stdout.match(/torn down/g)).toHaveLength(2);
      expect(pids.filter(isAlive)).toEqual([]);
    },
  );

  it("goes on though a terminal sends the signal to the workers as well", async () => {
    const { command, url } = await serve(2);
    const pids = await pidsOf(url, 2);
    const answer = fetch(`${url}/slow`).then((response) => response.json());
    await command.printed(/slow began/);
    for (const pid of pids) process.kill(pid, "SIGINT");
    command.kill("SIGINT");
    expect(await answer).toBe("finished");
    expect(await command.ended).toMatchObject({ code: 0, stderr: "" });
  });

  it.each([
    ["SIGINT", 130],
    ["SIGTERM", 143],
  ] as const)("ends at once at a second signal, %s, with code %d", async (signal, status) => {
    const { command, url } = await serve(2);
    const answer = fetch(`${url}/endless`).catch(() => "cut off");
    await command.printed(/endless began/);
    command.kill("SIGTERM");
    await command.printed(/stopping/);
    expect(await command.insist(signal)).toMatchObject({
      code: status,
      stdout: expect.stringMatching(/torn down[\s\S]*torn down/),
    });
    expect(await answer).toBe("cut off");
  });

  it("cuts off what is not finished by the time-out", { timeout: 20_000 }, async () => {
    const { command, url } = await serve(2, "--shutdown-timeout", "0");
    const answer = fetch(`${url}/endless`).catch(() => "cut off");
    await command.printed(/endless began/);
    command.kill("SIGTERM");
    expect(await command.ended).toMatchObject({ code: 0 });
    expect(await answer).toBe("cut off");
  });

  it("kills a worker that hangs, and says so by code 1", async () => {
    const { command, url } = await serve(2, "--shutdown-timeout", "0");
    const blocked = fetch(`${url}/block`).catch(() => "cut off");
    await command.printed(/block began/);
    command.kill("SIGTERM");
    const { code, stderr } = await command.ended;
    expect(code).toBe(1);
    expect(stderr).toMatch(
      /^saluki: worker \d \(pid \d+\) has not ended 5000 ms after its deadline; it is killed\n$/,
    );
    expect(await blocked).toBe("cut off");
  });

  it("ends with code 1 where an application does not shut down cleanly", async () => {
    const { at } = project({
      "shop.mjs": `import { Saluki } from "saluki";
export default new Saluki({ lifespan: async function* () { yield; throw new Error("not flushed"); } });`,
    });
    const command = start(["run", "shop.mjs", "--port", "0", "--workers", "2"], at);
    await command.url();
    command.kill("SIGTERM");
    const { code, stderr } = await command.ended;
    expect(code).toBe(1);
    expect(stderr).toMatch(/^saluki: the application did not shut down cleanly\n\nError: not flushed\n/);
  });

  it("while the first worker starts leaves nothing behind", async () => {
    const { at } = project({
      "shop.mjs": `console.log("loading"); await new Promise((r) => setTimeout(r, 1e6));`,
    });
    const command = start(["run", "shop.mjs", "--port", "0", "--workers", "2"], at);
    await command.printed(/loading/);
    command.kill("SIGTERM");
    expect(await command.ended).toMatchObject({ code: 0, stderr: "" });
  });
});

describe("a master that is killed", () => {
  it("leaves no orphans: workers finish what runs, shut down and end", async () => {
    const { command, url } = await serve(2);
    await pidsOf(url, 2);
    const answer = fetch(`${url}/slow`).then((response) => response.json());
    await command.printed(/slow began/);
    command.kill("SIGKILL");
    expect(await answer).toBe("finished");
    // Settles when nobody is left that could print.
    const { stdout } = await command.ended;
    expect(stdout.match(/torn down/g)).toHaveLength(2);
  });

  it("leaves none that starts", async () => {
    const { at } = project({
      "shop.mjs": `console.log("loading"); await new Promise((r) => setTimeout(r, 1e6));`,
    });
    const command = start(["run", "shop.mjs", "--port", "0", "--workers", "2"], at);
    await command.printed(/loading/);
    command.kill("SIGKILL");
    await command.ended;
  });
});

describe("--metrics-port", () => {
  async function metricsOf(url: string): Promise<string> {
    return (await fetch(`${url}/metrics`)).text();
  }

  /** Asks for metrics until they have this line: workers report each second. */
  async function until(url: string, line: string): Promise<string> {
    for (;;) {
      const text = await metricsOf(url);
      if (text.includes(`\n${line}\n`)) return text;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }

  it("serves sums over all workers, which a death does not lessen", async () => {
    const { command, url, metrics } = await serve(2, "--metrics-port", "0");
    const pids = await pidsOf(url, 2);
    for (let i = 0; i < 4; i++) await fetch(`${url}/missing`, { headers: { connection: "close" } });
    await fetch(`${url}/fails`, { headers: { connection: "close" } });
    await until(metrics, 'saluki_requests_total{status="4xx"} 4');
    const text = await until(metrics, 'saluki_requests_total{status="5xx"} 1');
    expect(text).toContain('\nsaluki_worker_requests_total{worker="1",status="4xx"} 2\n');
    expect(text).toContain('\nsaluki_worker_requests_total{worker="2",status="4xx"} 2\n');
    expect(text).toContain('\nsaluki_workers{state="ready"} 2\n');
    expect(
      Number(/\nsaluki_worker_resident_memory_bytes\{worker="1"\} (\d+)/.exec(text)![1]),
    ).toBeGreaterThan(1e7);

    process.kill(pids[0]!, "SIGKILL");
    await command.printed(/set up/);
    await until(metrics, 'saluki_workers{state="ready"} 2');
    expect(await metricsOf(metrics)).toContain('\nsaluki_requests_total{status="4xx"} 4\n');
    expect(await metricsOf(metrics)).toContain("\nsaluki_worker_restarts_total 1\n");
  });

  it("answers whether the whole lives and is ready, also while it starts and while it stops", async () => {
    const { command, url, metrics } = await serve(1, "--metrics-port", "0");
    const statusOf = async (path: string) => (await fetch(metrics + path)).status;
    expect([await statusOf("/live"), await statusOf("/ready")]).toEqual([200, 200]);
    const answer = fetch(`${url}/slow`).then((response) => response.json());
    await command.printed(/slow began/);
    command.kill("SIGTERM");
    await command.printed(/stopping/);
    expect([await statusOf("/live"), await statusOf("/ready")]).toEqual([200, 503]);
    expect(await answer).toBe("finished");
    expect((await command.ended).code).toBe(0);
  });

  it("is no port of the application, and the other way round", async () => {
    const { url, metrics } = await serve(1, "--metrics-port", "0");
    expect((await fetch(`${url}/metrics`)).status).toBe(404);
    expect((await fetch(`${metrics}/version`)).status).toBe(404);
  });
});
