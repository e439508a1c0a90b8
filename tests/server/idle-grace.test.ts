import { describe, expect, it, onTestFinished } from "vitest";
import { HttpResponse } from "../../src/http/index.ts";
import { events } from "../../src/responses/index.ts";
import { serve } from "../../src/server/index.ts";
import { head, RawClient } from "./raw-client.ts";

// Longer than any test may take: what waits for it by mistake fails.
const LONG = 60_000;

describe.each(["saluki", "node"] as const)("a server that stops with a grace, by the engine %s", (engine) => {
  async function start() {
    const server = await serve(
      (request) =>
        request.path === "/events"
          ? events(
              (async function* () {
                for (;;) {
                  yield { data: "tick" };
                  await new Promise((resolve) => setTimeout(resolve, 5));
                }
              })(),
            )
          : new HttpResponse(`answer to ${request.path}`),
      { port: 0, engine },
    );
    onTestFinished(() => server.close({ deadline: 0 }));
    const open = async () => {
      const client = await RawClient.open(server.port);
      onTestFinished(() => client.destroy());
      return client;
    };
    return { server, open };
  }

  it("answers what comes on an idle connection, and says that it is the last", async () => {
    const { server, open } = await start();
    const client = await open();
    client.send(head("GET /one"));
    await client.until("answer to /one");
    const closed = server.close({ idleGrace: LONG, deadline: LONG });
    await expect(RawClient.open(server.port)).rejects.toThrow();
    client.send(head("GET /two"));
    expect(await client.closed()).toMatch(/connection: close[\s\S]*answer to \/two$/i);
    await closed;
  });

  it("answers the first request of a connection as well", async () => {
    const { server, open } = await start();
    const [other, client] = [await open(), await open()];
    // With its answer the server has the other connection, which was made earlier, too.
    client.send(head("GET /one"));
    await client.until("answer to /one");
    const closed = server.close({ idleGrace: LONG, deadline: LONG });
    other.send(head("GET /first"));
    client.send(head("GET /last"));
    expect(await other.closed()).toMatch(/answer to \/first$/);
    await closed;
  });

  it("closes what stays idle when the grace is over", async () => {
    const { server, open } = await start();
    const client = await open();
    client.send(head("GET /one"));
    await client.until("answer to /one");
    const closed = server.close({ idleGrace: 20, deadline: LONG });
    expect(await client.closed()).toMatch(/answer to \/one$/);
    await closed;
  });

  it("ends event streams at once", async () => {
    const { server, open } = await start();
    const client = await open();
    client.send(head("GET /events"));
    await client.until("tick");
    void server.close({ idleGrace: LONG, deadline: LONG });
    await client.until("\r\n0\r\n\r\n");
  });

  it("cuts the grace short at the deadline", async () => {
    const { server, open } = await start();
    const client = await open();
    client.send(head("GET /one"));
    await client.until("answer to /one");
    await server.close({ idleGrace: LONG, deadline: 20 });
    expect(await client.closed()).toMatch(/answer to \/one$/);
  });

  it("without a grace answers what has arrived before the stop", async () => {
    const { server, open } = await start();
    const client = await open();
    client.send(head("GET /one"));
    await client.until("answer to /one");
    await new Promise<void>((resolve) => {
      client.socket.write(head("GET /two"), "latin1", () => resolve());
    });
    const closed = server.close();
    expect(await client.closed()).toMatch(/connection: close[\s\S]*answer to \/two$/i);
    await closed;
  });
});
