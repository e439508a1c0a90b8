import { Cookie, Depends, HTTPException, Query, Router, Saluki, WebSocketException } from "saluki";
import { TestClient } from "saluki/testing";
import { describe, expect, it } from "vitest";
import { z } from "zod";

const silent = { debug() {}, info() {}, warn() {}, error() {} };

describe("a WebSocket route", () => {
  it("takes parameters and dependencies like any route, and talks", async () => {
    const log: string[] = [];
    const Db = Depends(async function* () {
      log.push("open");
      try {
        yield { find: (id: number) => `item ${id}` };
      } finally {
        log.push("close");
      }
    });
    const app = new Saluki({
      lifespan: async function* () {
        yield { greeting: "hello" };
      },
    });
    app.websocket(
      "/items/{id}/ws",
      { id: z.int(), q: z.string().default("none"), session: Cookie(z.string().optional()), db: Db },
      async ({ id, q, session, db }, socket, { state }) => {
        await socket.accept();
        await socket.sendJson({ item: db.find(id), q, session, greeting: state.greeting });
        for await (const message of socket) await socket.send(`echo ${message}`);
        log.push("client left");
      },
    );
    await using client = await TestClient.start(app);
    {
      await using socket = await client.websocket("/items/7/ws?q=x", { headers: { cookie: "session=s" } });
      expect(await socket.receiveJson()).toEqual({ item: "item 7", q: "x", session: "s", greeting: "hello" });
      await socket.sendText("one");
      expect(await socket.receiveText()).toBe("echo one");
      expect(log).toEqual(["open"]);
    }
    expect(log).toEqual(["open", "client left", "close"]);
  });

  it("refuses the handshake when its parameters are not valid, or a dependency says no", async () => {
    const Guard = Depends({ token: Query(z.string()) }, ({ token }) => {
      if (token !== "good") throw new WebSocketException(1008);
    });
    const app = new Saluki({ logger: silent });
    app.websocket("/ws/{id}", { id: z.int(), guard: Guard }, async (_params, socket) => {
      await socket.accept();
    });
    app.websocket(
      "/forbidden",
      {
        guard: Depends(() => {
          throw new HTTPException(401);
        }),
      },
      () => {},
    );
    const client = new TestClient(app);
    const status = async (path: string) => {
      try {
        await client.websocket(path);
        return 101;
      } catch (error) {
        return (error as { response: { status: number } }).response.status;
      }
    };
    expect(await status("/ws/x?token=good")).toBe(403);
    expect(await status("/ws/1")).toBe(403);
    expect(await status("/ws/1?token=bad")).toBe(403);
    expect(await status("/forbidden")).toBe(401);
    expect(await status("/ws/1?token=good")).toBe(101);
  });

  it("stands beside an HTTP route of the same path, and in routers", async () => {
    const router = new Router({ prefix: "/chat" });
    router.get("/", () => "page");
    router.websocket("/", async (_params, socket) => {
      await socket.accept({ subprotocol: "v1" });
      await socket.close(4000, "bye");
    });
    const app = new Saluki();
    app.include(router);
    const client = new TestClient(app);
    expect((await client.get("/chat/")).json()).toBe("page");
    const socket = await client.websocket("/chat/", { subprotocols: ["v1"] });
    await expect(socket.receiveText()).rejects.toMatchObject({ code: 4000, reason: "bye" });
  });

  it("is closed with 1011 when its handler fails, and the error is logged", async () => {
    const errors: string[] = [];
    const app = new Saluki({
      logger: {
        ...silent,
        error: (fields: object | string) => void errors.push((fields as { err: Error }).err.message),
      },
    });
    app.websocket("/", async (_params, socket) => {
      await socket.accept();
      throw new Error("boom");
    });
    const socket = await new TestClient(app, { raiseServerErrors: false }).websocket("/");
    await expect(socket.receiveText()).rejects.toMatchObject({ code: 1011 });
    await socket.close();
    expect(errors).toEqual(["boom"]);
  });

  it("cannot read a body", () => {
    const app = new Saluki();
    app.websocket("/", { item: z.object({}) }, () => {});
    expect(() => app.compile()).toThrow(/no body.*"item".*\[INVALID_PARAMETER\]/);
  });
});
