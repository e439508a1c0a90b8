import { describe, expect, it } from "vitest";
import {
  HTTPException,
  type HttpRequest,
  HttpResponse,
  runWebSocket,
  WebSocketException,
  type WebSocketSession,
} from "../../src/http/index.ts";
import {
  TestClient,
  type TestClientOptions,
  WebSocketDisconnect,
  WebSocketRefused,
} from "../../src/testing/index.ts";

function client(run: (session: WebSocketSession) => Promise<void>, options?: TestClientOptions): TestClient {
  return new TestClient((request) => runWebSocket(request, run), options);
}

async function echo(session: WebSocketSession): Promise<void> {
  await session.accept();
  for await (const message of session) await session.send(message);
}

describe("TestClient.websocket", () => {
  it("carries text, bytes and JSON both ways", async () => {
    await using socket = await client(echo).websocket("/");
    await socket.sendText("text");
    expect(await socket.receiveText()).toBe("text");
    await socket.sendBytes(new Uint8Array([0, 255]));
    expect(await socket.receiveBytes()).toEqual(new Uint8Array([0, 255]));
    await socket.sendJson({ a: [1] });
    expect(await socket.receiveJson()).toEqual({ a: [1] });
  });

  it("sends a handshake as a client would", async () => {
    let seen: HttpRequest | undefined;
    const handshakes = new TestClient(
      (request) => {
        seen = request;
        return runWebSocket(request, echo);
      },
      { headers: { "x-one": "1" }, cookies: { session: "abc" } },
    );
    await using _socket = await handshakes.websocket("ws://a.test/room?x=1", {
      query: { y: 2 },
      headers: { "x-two": "2" },
      cookies: { theme: "dark" },
      subprotocols: ["soap", "wamp"],
    });
    expect(seen?.method).toBe("GET");
    expect(seen?.target).toBe("/room?x=1&y=2");
    expect(Object.fromEntries(seen!.headers)).toEqual({
      host: "a.test",
      accept: "*/*",
      "user-agent": "testclient",
      "x-one": "1",
      "x-two": "2",
      cookie: "session=abc; theme=dark",
      connection: "Upgrade",
      upgrade: "websocket",
      "sec-websocket-key": expect.stringMatching(/^.{22}==$/),
      "sec-websocket-version": "13",
      "sec-websocket-protocol": "soap, wamp",
    });
  });

  it("knows subprotocol and header fields that the server accepted with, and keeps its cookies", async () => {
    const clientOfChat = client(async (session) => {
      await session.accept({ subprotocol: "wamp", headers: { "x-one": "1", "set-cookie": "a=1" } });
    });
    await using socket = await clientOfChat.websocket("/", { subprotocols: ["soap", "wamp"] });
    expect(socket.subprotocol).toBe("wamp");
    expect(socket.headers.get("x-one")).toBe("1");
    expect(clientOfChat.cookies.get("a")).toBe("1");
    await using other = await clientOfChat.websocket("/");
    expect(other.subprotocol).toBeUndefined();
  });

  it.each<[string, TestClient, number, string]>([
    ["closes", client((session) => session.close()), 403, ""],
    ["throws a WebSocketException", client(() => Promise.reject(new WebSocketException(1008))), 403, ""],
    [
      "answers something else",
      new TestClient(() => new HttpResponse("no room", { status: 404 })),
      404,
      "no room",
    ],
  ])("rejects with the response when the server %s", async (_kind, refusing, status, text) => {
    const error: unknown = await refusing.websocket("/").catch((reason) => reason);
    expect(error).toBeInstanceOf(WebSocketRefused);
    const { response } = error as WebSocketRefused;
    expect([response.status, response.text()]).toEqual([status, text]);
  });

  it("rejects with an unforeseen error, or answers it with 500", async () => {
    const failure = new Error("unforeseen");
    const failing = () => Promise.reject(failure);
    await expect(client(failing).websocket("/")).rejects.toBe(failure);
    await expect(client(failing, { raiseServerErrors: false }).websocket("/")).rejects.toMatchObject({
      response: { status: 500 },
    });
    const refusing = () => Promise.reject(new HTTPException(418));
    await expect(client(refusing).websocket("/")).rejects.toMatchObject({ response: { status: 418 } });
  });

  it("throws WebSocketDisconnect with the server's code after its last message", async () => {
    await using socket = await client(async (session) => {
      await session.accept();
      await session.send("last words");
      await session.close(4001, "enough");
    }).websocket("/");
    expect(await socket.receive()).toBe("last words");
    for (let i = 0; i < 2; i++) {
      const error: unknown = await socket.receive().catch((reason) => reason);
      expect(error).toBeInstanceOf(WebSocketDisconnect);
      expect(error).toMatchObject({ code: 4001, reason: "enough" });
    }
    await expect(socket.send("late")).rejects.toBeInstanceOf(WebSocketDisconnect);
    expect(socket.closed).toBe(true);
  });

  it("wakes a receive that waits", async () => {
    let close: () => void = () => {};
    await using socket = await client(async (session) => {
      await session.accept();
      await new Promise<void>((resolve) => {
        close = resolve;
      });
    }).websocket("/");
    const pending = socket.receive().catch((error) => error);
    await new Promise((resolve) => setImmediate(resolve));
    close();
    expect(await pending).toMatchObject({ code: 1000 });
  });

  it("tells the server its own code, and waits for its handler and tasks", async () => {
    const log: unknown[] = [];
    const waiting = new TestClient((request) => {
      request.after(() => log.push("task"));
      return runWebSocket(request, async (session) => {
        await session.accept();
        log.push(await session.receive().catch((error) => [error.code, error.reason]));
        await new Promise((resolve) => setImmediate(resolve));
        log.push(session.request.aborted);
      });
    });
    const socket = await waiting.websocket("/");
    await socket.close(4002, "bye");
    expect(log).toEqual([[4002, "bye"], true, "task"]);
    await socket.close();
  });

  it("can be iterated until the server closes", async () => {
    await using socket = await client(async (session) => {
      await session.accept();
      for (const message of ["a", "b"]) await session.send(message);
    }).websocket("/");
    const messages: unknown[] = [];
    for await (const message of socket) messages.push(message);
    expect(messages).toEqual(["a", "b"]);
  });

  it.each<[string, (session: WebSocketSession) => Promise<void>]>([
    ["text for bytes", (session) => session.send("text")],
    ["bytes for text", (session) => session.send(new Uint8Array(1))],
  ])("says what came instead: %s", async (kind, send) => {
    await using socket = await client(async (session) => {
      await session.accept();
      await send(session);
    }).websocket("/");
    await expect(kind.startsWith("text") ? socket.receiveBytes() : socket.receiveText()).rejects.toThrow(
      TypeError,
    );
  });

  it("hands out messages that the server cannot change any more", async () => {
    await using socket = await client(async (session) => {
      await session.accept();
      const bytes = new Uint8Array([1]);
      await session.send(bytes);
      bytes[0] = 2;
      await session.receive();
    }).websocket("/");
    expect(await socket.receiveBytes()).toEqual(new Uint8Array([1]));
  });

  it("holds messages back while the server pauses it", async () => {
    let go: () => void = () => {};
    const going = new Promise<void>((resolve) => {
      go = resolve;
    });
    const slow = new TestClient((request) =>
      runWebSocket(
        request,
        async (session) => {
          await session.accept();
          await going;
          for (let i = 0; i < 10; i++) await session.send(await session.receive());
        },
        { maxQueuedMessages: 2 },
      ),
    );
    await using socket = await slow.websocket("/");
    for (let i = 0; i < 10; i++) await socket.sendText(String(i));
    go();
    for (let i = 0; i < 10; i++) expect(await socket.receiveText()).toBe(String(i));
  });

  describe("an unforeseen error of the handler", () => {
    const failure = new Error("unforeseen");
    async function failing(session: WebSocketSession): Promise<void> {
      await session.accept();
      await session.receive();
      throw failure;
    }

    it("is thrown by receive, and not a second time", async () => {
      await using socket = await client(failing).websocket("/");
      await socket.sendText("go");
      await expect(socket.receive()).rejects.toBe(failure);
    });

    it("is thrown by close, when nobody has received it", async () => {
      const socket = await client(failing).websocket("/");
      await socket.sendText("go");
      await new Promise((resolve) => setImmediate(resolve));
      await expect(socket.close()).rejects.toBe(failure);
    });

    it("is a close with 1011 where the client is told so", async () => {
      await using socket = await client(failing, { raiseServerErrors: false }).websocket("/");
      await socket.sendText("go");
      await expect(socket.receive()).rejects.toMatchObject({ name: "WebSocketDisconnect", code: 1011 });
    });
  });

  it("closes open WebSockets with 1001 when the client is closed", async () => {
    const codes: number[] = [];
    const closing = client(async (session) => {
      await session.accept();
      await session.receive().catch((error) => codes.push(error.code));
    });
    await closing.websocket("/");
    await closing.close();
    expect(codes).toEqual([1001]);
  });
});
