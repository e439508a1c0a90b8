import type { TestClient, WebSocketTestSession } from "saluki/testing";
import { WebSocketRefused } from "saluki/testing";
import { describe, expect, it } from "vitest";
import { PASSWORD, useShop } from "./support.ts";

/** The data of the events that follow. */
async function* dataOf(lines: AsyncIterable<string>): AsyncGenerator<unknown, void> {
  for await (const line of lines) if (line.startsWith("data: ")) yield JSON.parse(line.slice(6));
}

describe("event streams", () => {
  const shop = useShop();
  const order = (client: TestClient, itemId: number, quantity: number) =>
    client.post("/orders", { json: { lines: [{ itemId, quantity }] } });

  it("tell everybody how the stock changes", async () => {
    const customer = await shop.customer();
    const id = await shop.item({ stock: 5 });
    await using stream = await shop.visitor.stream("GET", "/events/stock");
    expect(stream.headers.get("content-type")).toBe("text/event-stream; charset=utf-8");
    const events = dataOf(stream.lines());
    await order(customer, id, 2);
    await customer.post("/orders/1/cancel");
    expect((await events.next()).value).toEqual({ itemId: id, stock: 3 });
    expect((await events.next()).value).toEqual({ itemId: id, stock: 5 });
  });

  it("tell nothing of an order that failed", async () => {
    const customer = await shop.customer();
    const id = await shop.item({ stock: 5 });
    await using stream = await shop.visitor.stream("GET", "/events/stock");
    await order(customer, id, 6);
    await order(customer, id, 1);
    expect((await dataOf(stream.lines()).next()).value).toEqual({ itemId: id, stock: 4 });
  });

  it("tell customers of their own orders only", async () => {
    const [ada, eve] = [await shop.customer("Ada"), await shop.customer("Eve")];
    const id = await shop.item();
    await using stream = await ada.stream("GET", "/events/orders");
    await order(eve, id, 1);
    await order(ada, id, 1);
    expect((await dataOf(stream.lines()).next()).value).toEqual({ orderId: 2, status: "placed" });
  });

  it("of orders need an account", async () => {
    expect((await shop.visitor.get("/events/orders")).status).toBe(401);
  });
});

describe("the chat about an order", () => {
  const shop = useShop();

  async function tokenOf(name: string): Promise<string> {
    const form = { username: `${name.toLowerCase()}@example.com`, password: PASSWORD };
    return (await shop.visitor.post("/token", { form })).json<{ access_token: string }>().access_token;
  }
  const join = async (name: string, orderId = 1): Promise<WebSocketTestSession> =>
    shop.visitor.websocket(`/orders/${orderId}/chat`, { query: { token: await tokenOf(name) } });
  const orderOfAda = async () => {
    const ada = await shop.customer("Ada");
    await ada.post("/orders", { json: { lines: [{ itemId: await shop.item(), quantity: 1 }] } });
  };

  it("carries what is said to everybody who is there", async () => {
    await orderOfAda();
    await shop.staff("orders:manage");
    await using ada = await join("Ada");
    await using staff = await join("Staff");
    await ada.sendJson({ text: " When will it come? " });
    const question = {
      id: 1,
      orderId: 1,
      author: "Ada",
      text: "When will it come?",
      createdAt: expect.any(String),
    };
    expect(await ada.receiveJson()).toEqual(question);
    expect(await staff.receiveJson()).toEqual(question);
    await staff.sendJson({ text: "Tomorrow." });
    expect(await ada.receiveJson()).toMatchObject({ author: "Staff", text: "Tomorrow." });
  });

  it("begins with what was said before", async () => {
    await orderOfAda();
    {
      await using ada = await join("Ada");
      await ada.sendJson({ text: "Hello?" });
      await ada.receiveJson();
    }
    await using again = await join("Ada");
    expect(await again.receiveJson()).toMatchObject({ author: "Ada", text: "Hello?" });
  });

  it.each([
    ["no JSON", "hello", 1007],
    ["no text", '{"message":"hello"}', 1008],
    ["an empty text", '{"text":" "}', 1008],
    ["a text that is too long", JSON.stringify({ text: "x".repeat(1_001) }), 1008],
  ])("is closed for %s", async (_, message, code) => {
    await orderOfAda();
    await using ada = await join("Ada");
    await ada.sendText(message);
    await expect(ada.receive()).rejects.toMatchObject({ code });
  });

  it("is refused to strangers, and to those without a good token", async () => {
    await orderOfAda();
    await shop.customer("Eve");
    const refused = (path: string) =>
      expect(shop.visitor.websocket(path)).rejects.toBeInstanceOf(WebSocketRefused);
    await refused("/orders/1/chat");
    await refused("/orders/1/chat?token=abc");
    await refused(`/orders/1/chat?token=${await tokenOf("Eve")}`);
    await refused(`/orders/77/chat?token=${await tokenOf("Ada")}`);
  });
});
