import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { RunningServer } from "saluki/server";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { createApp } from "../../examples/shop/app.ts";
import { readSettings } from "../../examples/shop/settings.ts";
import { PASSWORD, useShop } from "../examples/shop/support.ts";
import { CONSUMERS, checkTypes, generateClients, installGenerators, type Run } from "./generate.ts";
import { createParametersApp } from "./parameters-app.ts";

/** What consumers/clients.ts declares: nothing of that folder can be type-checked before the clients are made. */
interface Reply {
  readonly status: number;
  readonly value: unknown;
  readonly problem: string | undefined;
}

type Client = Readonly<Record<string, (...args: unknown[]) => Promise<Reply>>>;

interface Consumer {
  readonly connectShop: (baseUrl: string) => Client;
  readonly connectParameters: (baseUrl: string) => Client;
}

const consumer = (name: string) =>
  import(pathToFileURL(join(CONSUMERS, `${name}.ts`)).href) as Promise<Consumer>;

const runs = new Map<string, Run>();

beforeAll(() => {
  installGenerators();
  const documents = {
    shop: createApp(readSettings({ NODE_ENV: "test", LOG_LEVEL: "silent" })).openapi(),
    parameters: createParametersApp().openapi(),
  };
  for (const [name, document] of Object.entries(documents)) {
    const { heyApi, openapiTypescript } = generateClients(name, document);
    runs.set(`${name} by openapi-ts`, heyApi);
    runs.set(`${name} by openapi-typescript`, openapiTypescript);
  }
});

describe("a client's generator", () => {
  it.each([
    "shop by openapi-ts",
    "shop by openapi-typescript",
    "parameters by openapi-ts",
    "parameters by openapi-typescript",
  ])("has nothing to complain of: %s", (name) => {
    const { status, output } = runs.get(name)!;
    expect(output).not.toMatch(/warn|error|fail|deprecated|unsupported|⚠/i);
    expect(status, output).toBe(0);
  });

  it("makes TypeScript that type-checks, as does what is written with it", () => {
    const { status, output } = checkTypes();
    expect(output).toBe("");
    expect(status).toBe(0);
  });
});

describe.each(["hey-api", "openapi-fetch"])("a client by %s", (name) => {
  describe("of the shop", () => {
    const shop = useShop();
    let server: RunningServer;
    let client: Client;

    beforeEach(async () => {
      server = await shop.app.listen({ port: 0 });
      client = (await consumer(name)).connectShop(server.url);
    });
    afterEach(() => server.close());

    it("lists items, and those that a query asks for", async () => {
      await shop.item({ name: "Lamp" });
      await shop.item({ name: "Chair", stock: 0 });
      expect(await client["listItems"]!({})).toMatchObject({ status: 200, value: ["Chair", "Lamp"] });
      expect(await client["listItems"]!({ q: "lam", inStock: true })).toMatchObject({ value: ["Lamp"] });
    });

    it("reads one item", async () => {
      const id = await shop.item({ name: "Lamp" });
      expect(await client["readItem"]!(id)).toMatchObject({ status: 200, value: "Lamp" });
    });

    it("logs in, and orders with the token", async () => {
      const itemId = await shop.item({ priceInCents: 1_000 });
      await shop.customer("Ada");
      const token = await client["logIn"]!("ada@example.com", PASSWORD);
      expect(token).toMatchObject({ status: 200, value: expect.any(String) });
      const order = await client["createOrder"]!(token.value, [{ itemId, quantity: 2 }]);
      expect(order).toMatchObject({ status: 201, value: 2_000 });
    });

    it("is told what does not exist", async () => {
      expect(await client["readItem"]!(999)).toEqual({
        status: 404,
        value: undefined,
        problem: "There is no such item",
      });
    });

    it("is told what is not valid, and where", async () => {
      expect(await client["readItem"]!(0)).toEqual({
        status: 422,
        value: undefined,
        problem: "greater_than_equal at path.itemId",
      });
    });

    it("is told that a token is not one", async () => {
      expect(await client["createOrder"]!("nothing", [{ itemId: 1, quantity: 1 }])).toMatchObject({
        status: 401,
      });
    });
  });

  describe("of parameters of every kind", () => {
    let server: RunningServer;
    let client: Client;

    beforeAll(async () => {
      server = await createParametersApp().listen({ port: 0 });
      client = (await consumer(name)).connectParameters(server.url);
    });
    afterAll(() => server.close());

    it("sends scalars and lists in the path and the query", async () => {
      const scalars = { id: 7, day: "2020-01-31", color: "red", many: [1, 2], flag: true, ratio: 0.5 };
      expect(await client["readScalars"]!(scalars)).toMatchObject({ status: 200, value: scalars });
    });

    it("sends a recursive model", async () => {
      expect(await client["createThing"]!("table", ["top", "leg"])).toMatchObject({
        status: 201,
        value: ["table", "top", "leg"],
      });
    });

    it("sends a form", async () => {
      expect(await client["sendForm"]!("Ada", 36)).toMatchObject({ status: 200, value: "Ada 36" });
    });

    it("sends a file", async () => {
      const reply = await client["upload"]!(new Blob(["hello"]), "a note");
      expect(reply).toMatchObject({ status: 200, value: 5 });
    });
  });
});
