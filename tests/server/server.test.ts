import { once } from "node:events";
import { mkdtemp, readFile, rename, rm, stat, symlink, writeFile } from "node:fs/promises";
import { request as httpRequest } from "node:http";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, describe, expect, it, vi } from "vitest";
import { SalukiError } from "../../src/errors.ts";
import { HttpResponse } from "../../src/http/index.ts";
import { events } from "../../src/responses/index.ts";
import { type RunningServer, type Servable, type ServeOptions, serve } from "../../src/server/index.ts";
import { occasion } from "./occasion.ts";
import { head, RawClient } from "./raw-client.ts";

const ok = () => new HttpResponse("ok");

/** Leaves a socket behind, as a process does that is killed. */
async function leaveSocket(path: string): Promise<void> {
  const abandoned = createServer();
  abandoned.listen(path);
  await once(abandoned, "listening");
  // Out of the way while the descriptor is closed, which would remove the file.
  await rename(path, `${path}-kept`);
  abandoned.close();
  await once(abandoned, "close");
  await rename(`${path}-kept`, path);
}

/** The status of an answer over a Unix socket. */
async function statusOver(socketPath: string): Promise<number> {
  const outgoing = httpRequest({ socketPath, path: "/" });
  outgoing.end();
  const [incoming] = await once(outgoing, "response");
  incoming.resume();
  return incoming.statusCode;
}

describe("serve", () => {
  const servers: RunningServer[] = [];

  afterEach(async () => {
    for (const server of servers.splice(0)) await server.close({ deadline: 0 });
  });

  async function start(app: Parameters<typeof serve>[0], options: ServeOptions = {}): Promise<RunningServer> {
    const server = await serve(app, { port: 0, ...options });
    servers.push(server);
    return server;
  }

  async function refusal(options: ServeOptions): Promise<SalukiError> {
    const error = await start(ok, options).catch((reason) => reason);
    expect(error).toBeInstanceOf(SalukiError);
    return error;
  }

  describe("the address", () => {
    it("is 127.0.0.1 by default, with a free port for 0", async () => {
      const server = await start(ok);
      expect(server.host).toBe("127.0.0.1");
      expect(server.port).toBeGreaterThan(0);
      expect(server.url).toBe(`http://127.0.0.1:${server.port}`);
      expect(await (await fetch(server.url)).text()).toBe("ok");
    });

    it.each(["saluki", "node"] as const)("may be a Unix socket of given permissions (%s)", async (engine) => {
      const directory = await mkdtemp(join(tmpdir(), "saluki-"));
      const path = join(directory, "socket");
      try {
        await start(ok, { port: undefined, unixSocket: path, unixSocketMode: 0o640, engine });
        expect((await stat(path)).mode & 0o777).toBe(0o640);
        const tooMuch = { port: undefined, unixSocket: path, unixSocketMode: 0o4755 };
        expect((await refusal(tooMuch)).message).toContain("permissions");
        // Sockets of the abstract namespace have no file.
        const abstract = { port: undefined, unixSocket: `\0${path}`, unixSocketMode: 0o640, engine };
        if (process.platform === "linux") {
          expect((await refusal(abstract)).message).toContain("cannot be given permissions");
        }
        expect((await refusal({ unixSocketMode: 0o640 })).message).toContain("without a Unix socket");
      } finally {
        await rm(directory, { recursive: true });
      }
    });

    it.each([
      ["0.0.0.0", "http://127.0.0.1:"],
      ["::1", "http://[::1]:"],
      ["::", "http://[::1]:"],
    ])("%s has the URL %s", async (host, url) => {
      const server = await start(ok, { host });
      expect(server.host).toBe(host);
      expect(server.url).toBe(`${url}${server.port}`);
      expect(await (await fetch(server.url)).text()).toBe("ok");
    });

    it("is never taken from a file that is no socket, or from a link", async () => {
      const directory = await mkdtemp(join(tmpdir(), "saluki-"));
      const file = join(directory, "main.ts");
      const link = join(directory, "link");
      try {
        await writeFile(file, "precious");
        await symlink(file, link);
        for (const path of [file, link]) {
          expect((await refusal({ port: undefined, unixSocket: path })).code).toBe("ADDRESS_IN_USE");
        }
        for (const path of [file, directory]) {
          expect((await refusal({ port: undefined, unixSocket: path })).message).toContain(
            "which is no socket",
          );
        }
        expect(await readFile(link, "utf8")).toBe("precious");
      } finally {
        await rm(directory, { recursive: true });
      }
    });

    it("may be a Unix socket, also where a dead process left one", async () => {
      const directory = await mkdtemp(join(tmpdir(), "saluki-"));
      const path = join(directory, "socket");
      try {
        const abandoned = createServer();
        abandoned.listen(path);
        await once(abandoned, "listening");
        const taken = await refusal({ port: undefined, unixSocket: path });
        expect(taken.code).toBe("ADDRESS_IN_USE");
        expect(taken.message).toContain(path);

        abandoned.close();
        await once(abandoned, "close");
        await leaveSocket(path);

        const server = await start(ok, { port: undefined, unixSocket: path });
        expect(server.url).toBe(`unix:${path}`);
        expect(server.port).toBe(0);
        expect(await statusOver(path)).toBe(200);
      } finally {
        await rm(directory, { recursive: true });
      }
    });

    it("that is taken gives ADDRESS_IN_USE, with the port", async () => {
      const { port } = await start(ok);
      const error = await refusal({ port });
      expect(error.code).toBe("ADDRESS_IN_USE");
      expect(error.message).toContain(`port ${port} of 127.0.0.1 is taken`);
    });

    it.runIf(process.platform === "linux")(
      "that is taken may be an abstract socket (of Linux only)",
      async () => {
        const unixSocket = `\0saluki-${process.pid}-taken`;
        await start(ok, { port: undefined, unixSocket });
        const error = await refusal({ port: undefined, unixSocket });
        expect(error.code).toBe("ADDRESS_IN_USE");
        expect(error.message).toContain(`the Unix socket @${unixSocket.slice(1)} is taken`);
      },
    );

    it.each([
      ["192.0.2.1", "192.0.2.1 is no address of this machine"],
      ["no-such-host.invalid", "no-such-host.invalid is no address of this machine"],
    ])("that this machine does not have is named: %s", async (host, message) => {
      const error = await refusal({ host });
      expect(error.code).toBe("INVALID_OPTION");
      expect(error.message).toContain(message);
    });

    it("in a missing directory is named", async () => {
      const error = await refusal({
        port: undefined,
        unixSocket: join(tmpdir(), "saluki-missing", "socket"),
      });
      expect(error.code).toBe("INVALID_OPTION");
      expect(error.message).toContain("Use a directory that is there");
    });
  });

  describe("settings", () => {
    const bad: [string, ServeOptions][] = [
      ["port", { port: 70_000 }],
      ["port", { port: -1 }],
      ["port", { port: 1.5 }],
      ["host", { host: "" }],
      ["Unix socket", { unixSocket: "/tmp/socket" }],
      ["unixSocket", { port: undefined, unixSocket: "" }],
      ["unixSocket", { port: undefined, unixSocket: `/tmp/${"a".repeat(300)}` }],
      ["headersTimeout", { headersTimeout: -1 }],
      ["headersTimeout", { headersTimeout: 2000, requestTimeout: 1000 }],
      ["maxHeaderBytes", { maxHeaderBytes: 0 }],
      ["keepAliveTimeout is NaN", { keepAliveTimeout: Number.NaN }],
      ["port is NaN", { port: Number.NaN }],
      ["websocket.maxPayload", { websocket: { maxPayload: 0 } }],
      ["websocket.perMessageDeflate", { websocket: { perMessageDeflate: true as unknown as "on" } }],
    ];
    it.each(bad)("%s that cannot work gives INVALID_OPTION: %o", async (name, options) => {
      const error = await refusal(options);
      expect(error.code).toBe("INVALID_OPTION");
      expect(error.message).toContain(name);
    });

    it("that node:http does not know give INVALID_OPTION over it", async () => {
      const error = await refusal({ engine: "node", maxBodyBytes: 10 });
      expect(error.code).toBe("INVALID_OPTION");
      expect(error.message).toContain("maxBodyBytes");
    });

    it("of an unknown engine give INVALID_OPTION", async () => {
      expect((await refusal({ engine: "other" as "node" })).code).toBe("INVALID_OPTION");
    });

    it("maxHeaderBytes bounds a head", async () => {
      const { port } = await start(ok, { maxHeaderBytes: 1000 });
      const received = await RawClient.exchange(port, head("GET /", `X-Long: ${"x".repeat(1000)}`));
      expect(received).toMatch(/^HTTP\/1\.1 431 /);
    });

    it("keepAliveTimeout bounds the wait for a next request", async () => {
      const { port } = await start(ok, { keepAliveTimeout: 50 });
      expect(await RawClient.exchange(port, head("GET /"))).toMatch(/\r\n\r\nok$/);
    });
  });

  describe("the lifespan", () => {
    function app(log: string[]): Servable {
      return {
        handle: ok,
        async startup() {
          log.push("startup");
        },
        async shutdown() {
          log.push("shutdown");
        },
      };
    }

    it("starts before the first connection and ends after the last", async () => {
      const log: string[] = [];
      const server = await start(app(log));
      expect(log).toEqual(["startup"]);
      await fetch(server.url);
      await server.close();
      expect(log).toEqual(["startup", "shutdown"]);
    });

    it("keeps `this` of an application that is a class", async () => {
      class App {
        readonly text = "mine";
        handle(): HttpResponse {
          return new HttpResponse(this.text);
        }
      }
      expect(await (await fetch((await start(new App())).url)).text()).toBe("mine");
    });

    it("that fails to start is not served", async () => {
      const failing: Servable = { handle: ok, startup: () => Promise.reject(new Error("no database")) };
      await expect(start(failing)).rejects.toThrow("no database");
    });

    it("ends when the address cannot be had", async () => {
      const log: string[] = [];
      const { port } = await start(ok);
      await expect(start(app(log), { port })).rejects.toThrow("taken");
      expect(log).toEqual(["startup", "shutdown"]);
    });

    it("that fails to end makes close reject", async () => {
      const server = await serve(
        { handle: ok, shutdown: () => Promise.reject(new Error("still busy")) },
        { port: 0 },
      );
      await expect(server.close()).rejects.toThrow("still busy");
    });
  });

  describe("close", () => {
    it("accepts no more connections", async () => {
      const server = await start(ok);
      await server.close();
      await expect(RawClient.open(server.port)).rejects.toThrow("ECONNREFUSED");
    });

    it("may be called again, and at the end of a scope", async () => {
      let port = 0;
      {
        await using server = await serve(ok, { port: 0 });
        port = server.port;
        expect(server.close()).toBe(server.close());
      }
      await expect(RawClient.open(port)).rejects.toThrow("ECONNREFUSED");
    });

    it("closes idle connections and those that never sent a request", async () => {
      const server = await start(ok);
      const silent = await RawClient.open(server.port);
      const idle = await RawClient.open(server.port);
      idle.send(head("GET /"));
      await idle.until("ok");
      await server.close();
      expect(await silent.closed()).toBe("");
      expect(await idle.closed()).toMatch(/ok$/);
    });

    it.each(["node", "saluki"] as const)(
      "ends streams of events, which would never end by themselves (%s)",
      async (engine) => {
        const log: string[] = [];
        async function* ticks() {
          try {
            yield { data: "tick" };
            await new Promise(() => {});
          } finally {
            log.push("never: the generator is still at work");
          }
        }
        const server = await start(
          (request) => {
            request.after(() => log.push("cleaned up"));
            return events(ticks());
          },
          { engine },
        );
        const client = await RawClient.open(server.port);
        client.send(head("GET /"));
        await client.until("tick");
        await server.close();
        expect(await client.closed()).toMatch(/\r\n0\r\n\r\n$/);
        expect(log).toEqual(["cleaned up"]);
      },
    );

    it("lets a running request finish, with Connection: close", async () => {
      const [arrived, released] = [occasion(), occasion()];
      const log: string[] = [];
      const server = await start({
        async handle(request) {
          request.after(() => log.push("task"));
          arrived.happens();
          await released.happened;
          return new HttpResponse("done");
        },
        async shutdown() {
          log.push("shutdown");
        },
      });
      const client = await RawClient.open(server.port);
      client.send(head("GET /"));
      await arrived.happened;
      const closed = server.close();
      released.happens();
      const received = await client.closed();
      expect(received).toMatch(/connection: close/i);
      expect(received).toMatch(/done$/);
      await closed;
      expect(log).toEqual(["task", "shutdown"]);
    });

    it("lets a stream that has begun come to its end", async () => {
      const released = occasion();
      const server = await start(
        () =>
          new HttpResponse(
            (async function* () {
              yield "begun ";
              await released.happened;
              yield "ended";
            })(),
          ),
      );
      const client = await RawClient.open(server.port);
      client.send(head("GET /"));
      await client.until("begun");
      const closed = server.close();
      released.happens();
      expect(await client.closed()).toMatch(/ended\r\n0\r\n\r\n$/);
      await closed;
    });

    it("lets a client take all of a long answer", async () => {
      const length = 20_000_000;
      const server = await start(() => new HttpResponse("x".repeat(length)));
      const client = await RawClient.open(server.port);
      client.send(head("GET /"));
      await client.until("xxx");
      client.socket.pause();
      const closed = server.close();
      client.socket.resume();
      const received = await client.closed();
      expect(received.length - received.indexOf("\r\n\r\n") - 4).toBe(length);
      await closed;
    });

    it("waits for the tasks of a request whose client is gone", async () => {
      const [arrived, released] = [occasion(), occasion()];
      let finished = false;
      const server = await start(async (request) => {
        request.after(() => {
          finished = true;
        });
        arrived.happens();
        await released.happened;
        return new HttpResponse("for nobody");
      });
      const client = await RawClient.open(server.port);
      client.send(head("GET /"));
      await arrived.happened;
      client.destroy();
      const closed = server.close();
      released.happens();
      await closed;
      expect(finished).toBe(true);
    });

    it("cuts off at the deadline what still runs, and then shuts down", async () => {
      const arrived = occasion();
      const log: string[] = [];
      const server = await start({
        async handle(request) {
          request.after(() => log.push("task"));
          const aborted = new Promise((resolve) => request.signal.addEventListener("abort", resolve));
          arrived.happens();
          await aborted;
          log.push("aborted");
          return new HttpResponse("too late");
        },
        async shutdown() {
          log.push("shutdown");
        },
      });
      const client = await RawClient.open(server.port);
      client.send(head("GET /"));
      await arrived.happened;
      await server.close({ deadline: 20 });
      expect(await client.closed()).toBe("");
      expect(log).toEqual(["aborted", "task", "shutdown"]);
    });

    it.each([Number.POSITIVE_INFINITY, 3e9])("with a deadline of %s cuts nothing off", async (deadline) => {
      const arrived = occasion();
      const released = occasion();
      const server = await start(async () => {
        arrived.happens();
        await released.happened;
        return new HttpResponse("done");
      });
      const client = await RawClient.open(server.port);
      client.send(head("GET /"));
      await arrived.happened;
      const closed = server.close({ deadline });
      // A timer that was set for too long would run out at once.
      await new Promise((resolve) => setTimeout(resolve, 2));
      released.happens();
      await closed;
      expect(await client.closed()).toContain("done");
    });

    it.each([Number.NaN, -1])("refuses a deadline of %s", async (deadline) => {
      const server = await start(ok);
      await expect(server.close({ deadline })).rejects.toMatchObject({ code: "INVALID_OPTION" });
    });

    it("called again with an earlier deadline cuts off earlier", async () => {
      const arrived = occasion();
      const server = await start((request) => {
        arrived.happens();
        return new Promise((resolve) => {
          request.signal.addEventListener("abort", () => resolve(new HttpResponse()));
        });
      });
      const client = await RawClient.open(server.port);
      client.send(head("GET /"));
      await arrived.happened;
      const patient = server.close({ deadline: 60_000 });
      await server.close({ deadline: 0 });
      await patient;
      expect(await client.closed()).toBe("");
    });
  });

  it("tells errors to standard error where nobody else listens", async () => {
    const print = vi.spyOn(console, "error").mockImplementation(() => {});
    const server = await start(() => {
      throw new Error("broken");
    });
    expect((await fetch(`${server.url}/a`)).status).toBe(500);
    expect(print).toHaveBeenCalledWith("error in GET /a:", expect.objectContaining({ message: "broken" }));
    print.mockRestore();
  });
});
