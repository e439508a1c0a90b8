import { createClient as createParametersClient } from "./.generated/parameters/hey-api/client/index.js";
import * as parameters from "./.generated/parameters/hey-api/sdk.gen.js";
import { createClient as createShopClient } from "./.generated/shop/hey-api/client/index.js";
import * as shop from "./.generated/shop/hey-api/sdk.gen.js";
import { type ParametersClient, problemOf, type ShopClient } from "./clients.ts";

export function connectShop(baseUrl: string): ShopClient {
  const client = createShopClient({ baseUrl });
  return {
    async listItems(query) {
      const { data, error, response } = await shop.listItems({ client, query });
      return replyOf(
        response,
        data?.entries.map(({ name }) => name),
        error,
      );
    },
    async readItem(itemId) {
      const { data, error, response } = await shop.readItem({ client, path: { itemId } });
      return replyOf(response, data?.name, error);
    },
    async logIn(username, password) {
      const { data, error, response } = await shop.logIn({ client, body: { username, password } });
      return replyOf(response, data?.access_token, error);
    },
    async createOrder(token, lines) {
      const { data, error, response } = await shop.createOrder({ client, auth: token, body: { lines } });
      return replyOf(response, data?.totalInCents, error);
    },
  };
}

export function connectParameters(baseUrl: string): ParametersClient {
  const client = createParametersClient({ baseUrl });
  return {
    async readScalars({ id, day, ...query }) {
      const { data, error, response } = await parameters.readScalars({ client, path: { id, day }, query });
      return replyOf(response, data, error);
    },
    async createThing(name, parts) {
      const body = { ...thing(name), parts: parts.map(thing) };
      const { data, error, response } = await parameters.createThing({ client, body });
      return replyOf(response, data && [data.name, ...(data.parts ?? []).map((part) => part.name)], error);
    },
    async sendForm(name, age) {
      const { data, error, response } = await parameters.sendForm({ client, body: { name, age } });
      return replyOf(response, data && `${data.name} ${data.age}`, error);
    },
    async upload(file, note) {
      const { data, error, response } = await parameters.upload({ client, body: { file, note } });
      return replyOf(response, data?.size, error);
    },
  };
}

function thing(name: string) {
  return { name, size: 1, made: null, pet: { kind: "cat" as const, lives: 9 } };
}

function replyOf<T>(response: Response | undefined, value: T | undefined, error: unknown) {
  return {
    status: response?.status ?? 0,
    value,
    problem: problemOf(error as Parameters<typeof problemOf>[0]),
  };
}
