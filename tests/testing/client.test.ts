import { gzipSync } from "node:zlib";
import { afterEach, describe, expect, it, vi } from "vitest";
import { type Handler, type HttpRequest, HttpResponse } from "../../src/http/index.ts";
import { TestClient, type TestClientOptions } from "../../src/testing/index.ts";

/** Answers with what the request was, as JSON. */
const echo: Handler = async (request) =>
  new HttpResponse(
    JSON.stringify({
      method: request.method,
      target: request.target,
      headers: Object.fromEntries(request.headers),
      body: Buffer.from(await request.body.bytes(1_000_000)).toString(),
    }),
    { headers: { "content-type": "application/json" } },
  );

interface Echo {
  method: string;
  target: string;
  headers: Record<string, string>;
  body: string;
}

function redirect(status: number, location: string, headers: Record<string, string> = {}): HttpResponse {
  return new HttpResponse("elsewhere", { status, headers: { location, ...headers } });
}

afterEach(() => {
  vi.restoreAllMocks();
});

describe("TestClient", () => {
  describe("sends", () => {
    const client = new TestClient(echo);

    it.each(["get", "post", "put", "patch", "delete", "options"] as const)("%s requests", async (verb) => {
      const { method, target } = (await client[verb]("/a")).json<Echo>();
      expect([method, target]).toEqual([verb.toUpperCase(), "/a"]);
    });

    it("HEAD requests and those of any other method", async () => {
      expect((await client.head("/a")).text()).toBe("");
      expect((await client.request("PURGE", "/a")).json<Echo>().method).toBe("PURGE");
    });

    it("header fields of a client, which a test may replace", async () => {
      const named = new TestClient(echo, { headers: { "x-one": "client", "x-two": "client" } });
      const { headers } = (
        await named.get("/", { headers: { "X-Two": "test", host: "a.test" } })
      ).json<Echo>();
      expect(headers).toEqual({
        accept: "*/*",
        "user-agent": "testclient",
        "x-one": "client",
        "x-two": "test",
        host: "a.test",
      });
    });

    it.each([
      [{ b: 1, c: "x y", d: true, none: undefined, nil: null }, "/?a=0&b=1&c=x+y&d=true"],
      [{ b: ["1", 2] }, "/?a=0&b=1&b=2"],
      [new URLSearchParams("b=1&b=2"), "/?a=0&b=1&b=2"],
      [[["b", "é"]] as const, "/?a=0&b=%C3%A9"],
      [{ at: new Date(0) }, "/?a=0&at=1970-01-01T00%3A00%3A00.000Z"],
      [{}, "/?a=0"],
    ])("the query %j added to that of the path", async (query, target) => {
      expect((await client.get("/?a=0", { query })).json<Echo>().target).toBe(target);
    });

    it.each([
      ["/a/../b%2e%2e/c", "/a/../b%2e%2e/c"],
      ["//a//b", "//a//b"],
      ["/é b", "/%C3%A9%20b"],
      ["/a#top", "/a"],
      ["items?x", "/items?x"],
      ["", "/"],
      ["?x=1", "/?x=1"],
      ["/a%zz", "/a%zz"],
    ])("the path %j as target %j", async (path, target) => {
      expect((await client.get(path)).json<Echo>().target).toBe(target);
    });

    it("paths below the path of the base URL", async () => {
      const versioned = new TestClient(echo, { baseUrl: "http://a.test:81/v1/" });
      const { target, headers } = (await versioned.get("/items")).json<Echo>();
      expect(target).toBe("/v1/items");
      expect(headers["host"]).toBe("a.test:81");
    });

    it("requests to whole URLs", async () => {
      let seen: HttpRequest | undefined;
      const response = await new TestClient((request) => {
        seen = request;
        return new HttpResponse();
      }).get("https://b.test/a?x=1");
      expect(response.url).toBe("https://b.test/a?x=1");
      expect(seen?.url.href).toBe("https://b.test/a?x=1");
      expect(seen?.connection).toMatchObject({ scheme: "https", remoteAddress: "127.0.0.1" });
    });

    it("requests from the address that it is given", async () => {
      const far = new TestClient((request) => new HttpResponse(request.connection.remoteAddress), {
        remoteAddress: "192.0.2.7",
      });
      expect((await far.get("/")).text()).toBe("192.0.2.7");
    });
  });

  describe("sends a body", () => {
    const client = new TestClient(echo);

    it.each([
      ["JSON", { json: { a: [1, null] } }, '{"a":[1,null]}', "application/json"],
      ["JSON null", { json: null }, "null", "application/json"],
      ["a form", { form: { a: "x y", b: [1, 2] } }, "a=x+y&b=1&b=2", "application/x-www-form-urlencoded"],
      ["text", { body: "plain" }, "plain", undefined],
      ["bytes", { body: new TextEncoder().encode("bytes") }, "bytes", undefined],
    ])("of %s", async (_kind, options, body, contentType) => {
      const answer = (await client.post("/", options)).json<Echo>();
      expect(answer.body).toBe(body);
      expect(answer.headers["content-type"]).toBe(contentType);
      expect(answer.headers["content-length"]).toBe(String(body.length));
    });

    it("of a stream, chunked", async () => {
      async function* pieces() {
        yield "one ";
        yield new TextEncoder().encode("two");
      }
      const { body, headers } = (await client.post("/", { body: pieces() })).json<Echo>();
      expect(body).toBe("one two");
      expect(headers["transfer-encoding"]).toBe("chunked");
      expect(headers["content-length"]).toBeUndefined();
    });

    it("with the content type that the test sets", async () => {
      const headers = { "content-type": "application/merge-patch+json" };
      expect((await client.patch("/", { json: {}, headers })).json<Echo>().headers).toMatchObject(headers);
    });

    it("of files and fields, as multipart/form-data", async () => {
      const upload = new TestClient(async (request) => {
        const web = new Response(await request.body.bytes(1_000_000), {
          headers: { "content-type": request.headers.get("content-type")! },
        });
        const seen: unknown[] = [];
        for (const [name, value] of await web.formData()) {
          seen.push(
            typeof value === "string" ? [name, value] : [name, value.name, value.type, await value.text()],
          );
        }
        return new HttpResponse(JSON.stringify(seen));
      });
      const response = await upload.post("/", {
        form: { title: "Holiday" },
        files: {
          cover: { filename: "a.txt", content: "text", contentType: "text/plain" },
          raw: { content: new Uint8Array([104, 105]) },
          pages: [new Blob(["1"], { type: "text/html" }), new File(["2"], "two.txt")],
        },
      });
      expect(response.json()).toEqual([
        ["title", "Holiday"],
        ["cover", "a.txt", "text/plain", "text"],
        ["raw", "raw", "application/octet-stream", "hi"],
        ["pages", "blob", "text/html", "1"],
        ["pages", "two.txt", "application/octet-stream", "2"],
      ]);
      const form = new FormData();
      form.set("a", "1");
      expect((await upload.post("/", { form })).json()).toEqual([["a", "1"]]);
    });

    it("but not two of them", async () => {
      await expect(client.post("/", { json: 1, body: "2" })).rejects.toThrow(TypeError);
    });
  });

  describe("reads an answer", () => {
    async function read(response: HttpResponse) {
      return new TestClient(() => response).get("/");
    }

    it("at once, as text, bytes and JSON", async () => {
      const response = await read(new HttpResponse('"é"', { status: 201 }));
      expect(response.status).toBe(201);
      expect(response.ok).toBe(true);
      expect(response.text()).toBe('"é"');
      expect(response.bytes()).toEqual(new TextEncoder().encode('"é"'));
      expect(response.json()).toBe("é");
      expect(response.url).toBe("http://testserver/");
    });

    it.each([
      [199 + 1, true],
      [299, true],
      [300, false],
      [404, false],
    ])("%i: ok is %s", async (status, ok) => {
      expect((await read(new HttpResponse(null, { status }))).ok).toBe(ok);
    });

    it("in the charset that it names", async () => {
      const headers = { "content-type": "text/plain; charset=iso-8859-1" };
      expect((await read(new HttpResponse(new Uint8Array([0xe9]), { headers }))).text()).toBe("é");
    });

    it("with its content coding taken off", async () => {
      const response = await read(
        new HttpResponse(gzipSync("packed"), { headers: { "content-encoding": "gzip" } }),
      );
      expect(response.text()).toBe("packed");
      expect(response.headers.get("content-length")).toBe(String(gzipSync("packed").length));
    });

    it("with a content coding that it does not know as it stands", async () => {
      const headers = { "content-encoding": "other" };
      expect((await read(new HttpResponse("packed", { headers }))).text()).toBe("packed");
    });

    it("with the cookies that it sets", async () => {
      const headers = { "set-cookie": ["a=1; Path=/elsewhere", "b=2; Secure; HttpOnly", "c=; Max-Age=0"] };
      expect((await read(new HttpResponse(null, { headers }))).cookies).toEqual({ a: "1", b: "2" });
    });

    it("of a stream to its end", async () => {
      async function* pieces() {
        yield "one ";
        yield "two";
      }
      expect((await read(new HttpResponse(pieces()))).text()).toBe("one two");
    });
  });

  describe("errors of the application", () => {
    const failure = new Error("unforeseen");
    const answered: Handler = (request) => {
      request.serverError = failure;
      return new HttpResponse("oops", { status: 500 });
    };
    const failing: [string, Handler][] = [
      ["are thrown", () => Promise.reject(failure)],
      ["were answered with 500", answered],
      ["happened in a mounted application", (request) => answered(request.mounted("/", "/sub"))],
      [
        "happen in a task",
        (request) => {
          request.after(() => Promise.reject(failure));
          return new HttpResponse();
        },
      ],
      [
        "happen in a stream",
        () =>
          new HttpResponse(
            (async function* () {
              yield "begun";
              throw failure;
            })(),
          ),
      ],
    ];

    it.each(failing)("are raised when they %s", async (_kind, handler) => {
      await expect(new TestClient(handler).get("/")).rejects.toBe(failure);
      await expect(
        (async () => {
          for await (const _ of await new TestClient(handler).stream("GET", "/"));
        })(),
      ).rejects.toBe(failure);
    });

    it("are raised before a stream is read, when they are known by then", async () => {
      await expect(new TestClient(answered).stream("GET", "/")).rejects.toBe(failure);
    });

    it("run the tasks before they are raised", async () => {
      const task = vi.fn();
      const client = new TestClient((request) => {
        request.after(task);
        throw failure;
      });
      await expect(client.get("/")).rejects.toBe(failure);
      expect(task).toHaveBeenCalledOnce();
    });

    it("are answered with 500 where the client is told so", async () => {
      const options: TestClientOptions = { raiseServerErrors: false };
      const thrown = await new TestClient(() => Promise.reject(failure), options).get("/");
      expect([thrown.status, thrown.text()]).toEqual([500, "Internal Server Error"]);
      expect((await new TestClient(answered, options).get("/")).text()).toBe("oops");
    });

    it("are told to standard error when nobody else would hear of them", async () => {
      const print = vi.spyOn(console, "error").mockImplementation(() => {});
      const client = new TestClient(
        (request) => {
          request.after(() => Promise.reject(failure));
          return new HttpResponse("ok");
        },
        { raiseServerErrors: false },
      );
      expect((await client.get("/")).text()).toBe("ok");
      expect(print).toHaveBeenCalledWith(expect.any(String), failure);
    });
  });

  it("returns when the tasks of the request have run", async () => {
    const log: string[] = [];
    const client = new TestClient((request) => {
      request.after(async () => {
        await new Promise((resolve) => setImmediate(resolve));
        log.push("task");
      });
      return new HttpResponse();
    });
    await client.get("/");
    expect(log).toEqual(["task"]);
  });

  describe("redirects", () => {
    /** Redirects /STATUS/LOCATION, answers everything else like echo. */
    const app: Handler = (request) => {
      const match = /^\/(30\d)\/(.*)$/.exec(request.target);
      return match === null ? echo(request) : redirect(Number(match[1]), `/${match[2]}`);
    };
    const client = new TestClient(app);

    it.each([
      [301, "GET", "GET", ""],
      [301, "POST", "GET", ""],
      [301, "PUT", "PUT", "body"],
      [302, "POST", "GET", ""],
      [303, "POST", "GET", ""],
      [303, "DELETE", "GET", ""],
      [307, "POST", "POST", "body"],
      [308, "POST", "POST", "body"],
    ])("with %i turn %s to %s", async (status, method, next, body) => {
      const response = await client.request(
        method,
        `/${status}/landing`,
        method === "GET" ? {} : { body: "body" },
      );
      const answer = response.json<Echo>();
      expect(answer.method).toBe(next);
      expect(answer.body).toBe(body);
      expect(answer.headers["content-length"]).toBe(body === "" ? undefined : "4");
      expect(answer.target).toBe("/landing");
      expect(response.url).toBe("http://testserver/landing");
    });

    it("are kept in the history", async () => {
      const chain = new TestClient((request) =>
        request.path === "/3"
          ? new HttpResponse("done")
          : redirect(302, `/${Number(request.path.slice(1)) + 1}`),
      );
      const response = await chain.get("/1");
      expect(response.text()).toBe("done");
      expect(response.history.map(({ url, status, text }) => [url, status, typeof text])).toEqual([
        ["http://testserver/1", 302, "function"],
        ["http://testserver/2", 302, "function"],
      ]);
      expect(response.history[1]!.text()).toBe("elsewhere");
      const stream = await chain.stream("GET", "/1");
      expect([await stream.text(), stream.history.length, stream.url]).toEqual([
        "done",
        2,
        "http://testserver/3",
      ]);
    });

    it("are not followed where client or test says so", async () => {
      expect((await client.get("/302/x", { followRedirects: false })).status).toBe(302);
      const still = new TestClient(app, { followRedirects: false });
      expect((await still.get("/302/x")).status).toBe(302);
      expect((await still.get("/302/x", { followRedirects: true })).status).toBe(200);
    });

    it("without a location, or to another scheme, are answers like any other", async () => {
      expect((await new TestClient(() => new HttpResponse(null, { status: 302 })).get("/")).status).toBe(302);
      expect((await new TestClient(() => redirect(302, "mailto:a@b.test")).get("/")).status).toBe(302);
      expect((await new TestClient(() => redirect(302, "http://")).get("/")).status).toBe(302);
    });

    it("to another host keep no credentials", async () => {
      const roaming = new TestClient(
        (request) => (request.host === "testserver" ? redirect(302, "http://b.test/x") : echo(request)),
        { headers: { authorization: "Basic abc" } },
      );
      const { headers } = (await roaming.get("/", { headers: { cookie: "a=1" } })).json<Echo>();
      expect(headers["host"]).toBe("b.test");
      expect(headers["authorization"]).toBeUndefined();
      expect(headers["cookie"]).toBeUndefined();
    });

    it("in a circle end in an error", async () => {
      await expect(new TestClient(() => redirect(302, "/")).get("/")).rejects.toThrow(
        "more than 20 redirects",
      );
    });

    it("that want a streamed body again end in an error", async () => {
      async function* pieces() {
        yield "once";
      }
      await expect(client.post("/307/x", { body: pieces() })).rejects.toThrow(TypeError);
    });
  });

  describe("cookies", () => {
    const app: Handler = (request) => {
      const [, name, value] = request.path.split("/");
      if (name === "login") return redirect(303, "/show", { "set-cookie": `session=${value}; Path=/` });
      if (name === "set")
        return new HttpResponse(null, { headers: { "set-cookie": `${decodeURIComponent(value!)}; Path=/` } });
      return new HttpResponse(request.headers.get("cookie") ?? "none");
    };

    it("that the application sets are sent back, also while a redirect is followed", async () => {
      const client = new TestClient(app);
      await client.get("/set/a=1");
      expect((await client.get("/show")).text()).toBe("a=1");
      await client.get("/set/a=2");
      expect((await client.get("/login/x")).text()).toBe("a=2; session=x");
      expect(client.cookies.get("session")).toBe("x");
      await client.get("/set/a=; Max-Age=0");
      expect([...client.cookies]).toEqual([["session", "x"]]);
    });

    it("are not kept from one client to another", async () => {
      await new TestClient(app).get("/set/a=1");
      expect((await new TestClient(app).get("/show")).text()).toBe("none");
    });

    it("are given to the client, and for one request", async () => {
      const client = new TestClient(app, { cookies: { a: "1", b: "2" } });
      expect((await client.get("/show", { cookies: { b: "3", c: "4" } })).text()).toBe("a=1; b=3; c=4");
      expect((await client.get("/show")).text()).toBe("a=1; b=2");
      expect((await client.get("/show", { headers: { cookie: "only=this" } })).text()).toBe("only=this");
    });
  });

  describe("stream", () => {
    it("gives the answer before its body, and asks for pieces one by one", async () => {
      let made = 0;
      const client = new TestClient(
        () =>
          new HttpResponse(
            (async function* () {
              while (true) yield `line ${++made}\n`;
            })(),
          ),
      );
      const stream = await client.stream("GET", "/");
      expect(stream.status).toBe(200);
      expect(made).toBe(0);
      for await (const piece of stream) {
        if (Buffer.from(piece).toString() === "line 3\n") break;
      }
      expect(made).toBe(3);
    });

    it.each<[string, (client: TestClient) => Promise<void>]>([
      [
        "leaving its loop",
        async (client) => {
          for await (const _ of await client.stream("GET", "/")) break;
        },
      ],
      [
        "leaving the loop over its lines",
        async (client) => {
          for await (const _ of (await client.stream("GET", "/")).lines()) break;
        },
      ],
      ["closing it", async (client) => (await client.stream("GET", "/")).close()],
      [
        "leaving its scope",
        async (client) => {
          await using _stream = await client.stream("GET", "/");
        },
      ],
    ])("%s is the client going away", async (_kind, leave) => {
      const log: string[] = [];
      const client = new TestClient((request) => {
        request.signal.addEventListener("abort", () => log.push("abort"));
        request.after(() => log.push("task"));
        return new HttpResponse({
          [Symbol.asyncIterator]: () => ({
            next: async () => ({ done: false, value: "more\n" }),
            return: async () => {
              log.push("return");
              return { done: true, value: undefined };
            },
          }),
        });
      });
      await leave(client);
      expect(log).toEqual(["abort", "return", "task"]);
    });

    it("does not abort what was read to its end", async () => {
      let aborted = true;
      const client = new TestClient((request) => {
        request.after(() => {
          aborted = request.aborted;
        });
        return new HttpResponse("whole");
      });
      await using stream = await client.stream("GET", "/");
      expect(await stream.text()).toBe("whole");
      await stream.close();
      expect(aborted).toBe(false);
    });

    it("has lines, however they are cut", async () => {
      async function* pieces() {
        yield "one\r\ntw";
        yield new Uint8Array([0xc3]);
        yield new Uint8Array([0xa9]);
        yield "\n\nlast";
      }
      const lines: string[] = [];
      const stream = await new TestClient(() => new HttpResponse(pieces())).stream("GET", "/");
      for await (const line of stream.lines()) lines.push(line);
      expect(lines).toEqual(["one", "twé", "", "last"]);
    });
  });

  describe("signal", () => {
    it("aborts the request, and the call rejects when the handler has cleaned up", async () => {
      const log: string[] = [];
      const controller = new AbortController();
      const client = new TestClient(async (request) => {
        request.after(() => log.push("task"));
        queueMicrotask(() => controller.abort(new Error("enough")));
        await new Promise((resolve) => request.signal.addEventListener("abort", resolve));
        log.push("aborted");
        return new HttpResponse();
      });
      await expect(client.get("/", { signal: controller.signal })).rejects.toThrow("enough");
      expect(log).toEqual(["aborted", "task"]);
    });

    it("aborts in the middle of a stream", async () => {
      const controller = new AbortController();
      const returned = vi.fn();
      const client = new TestClient((request) => {
        return new HttpResponse(
          (async function* () {
            try {
              yield "piece";
              queueMicrotask(() => controller.abort(new Error("enough")));
              await new Promise((_, reject) => {
                request.signal.addEventListener("abort", () => reject(request.signal.reason));
              });
            } finally {
              returned();
            }
          })(),
        );
      });
      await expect(client.get("/", { signal: controller.signal })).rejects.toThrow("enough");
      expect(returned).toHaveBeenCalledOnce();
    });

    it("returns a stream that does not listen to it", async () => {
      const controller = new AbortController();
      const client = new TestClient(() => {
        let end: (step: IteratorResult<string>) => void = () => {};
        return new HttpResponse({
          [Symbol.asyncIterator]: () => ({
            next: () =>
              new Promise((resolve) => {
                end = resolve;
                queueMicrotask(() => controller.abort(new Error("enough")));
              }),
            return: async () => {
              end({ done: true, value: undefined });
              return { done: true, value: undefined };
            },
          }),
        });
      });
      await expect(client.get("/", { signal: controller.signal })).rejects.toThrow("enough");
    });

    it("that is aborted already sends nothing", async () => {
      const handler = vi.fn<Handler>();
      await expect(new TestClient(handler).get("/", { signal: AbortSignal.abort() })).rejects.toThrow();
      expect(handler).not.toHaveBeenCalled();
    });
  });

  describe("the lifespan", () => {
    function app(log: string[]) {
      return {
        handle: () => {
          log.push("request");
          return new HttpResponse();
        },
        async startup() {
          log.push("startup");
        },
        async shutdown() {
          log.push("shutdown");
        },
      };
    }

    it("is run by TestClient.start, to the end of the scope", async () => {
      const log: string[] = [];
      {
        await using client = await TestClient.start(app(log));
        await client.get("/");
      }
      expect(log).toEqual(["startup", "request", "shutdown"]);
    });

    it("is left alone by a client that is made by new", async () => {
      const log: string[] = [];
      {
        await using client = new TestClient(app(log));
        await client.get("/");
      }
      expect(log).toEqual(["request"]);
    });

    it("ends once", async () => {
      const log: string[] = [];
      const client = await TestClient.start(app(log));
      await client.close();
      await client.close();
      expect(log).toEqual(["startup", "shutdown"]);
    });

    it("that fails to start is the error of start", async () => {
      const failing = { ...app([]), startup: () => Promise.reject(new Error("no database")) };
      await expect(TestClient.start(failing)).rejects.toThrow("no database");
    });
  });
});
