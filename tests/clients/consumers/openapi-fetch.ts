import createClient from "openapi-fetch";
import type { paths as ParametersPaths } from "./.generated/parameters/schema.d.ts";
import type { paths as ShopPaths } from "./.generated/shop/schema.d.ts";
import { type ParametersClient, problemOf, type ShopClient } from "./clients.ts";

export function connectShop(baseUrl: string): ShopClient {
  const client = createClient<ShopPaths>({ baseUrl });
  return {
    async listItems(query) {
      const { data, error, response } = await client.GET("/items", { params: { query } });
      return replyOf(
        response,
        data?.entries.map(({ name }) => name),
        error,
      );
    },
    async readItem(itemId) {
      const { data, error, response } = await client.GET("/items/{itemId}", { params: { path: { itemId } } });
      return replyOf(response, data?.name, error);
    },
    async logIn(username, password) {
      const { data, error, response } = await client.POST("/token", {
        body: { username, password },
        headers: { "content-type": "application/x-www-form-urlencoded" },
      });
      return replyOf(response, data?.access_token, error);
    },
    async createOrder(token, lines) {
      const { data, error, response } = await client.POST("/orders", {
        body: { lines },
        headers: { authorization: `Bearer ${token}` },
      });
      return replyOf(response, data?.totalInCents, error);
    },
  };
}

export function connectParameters(baseUrl: string): ParametersClient {
  const client = createClient<ParametersPaths>({ baseUrl });
  return {
    async readScalars({ id, day, ...query }) {
      const { data, error, response } = await client.GET("/scalars/{id}/{day}", {
        params: { path: { id, day }, query },
      });
      return replyOf(response, data, error);
    },
    async createThing(name, parts) {
      const body = { ...thing(name), parts: parts.map(thing) };
      const { data, error, response } = await client.POST("/things", { body });
      return replyOf(response, data && [data.name, ...(data.parts ?? []).map((part) => part.name)], error);
    },
    async sendForm(name, age) {
      const { data, error, response } = await client.POST("/form", {
        body: { name, age },
        headers: { "content-type": "application/x-www-form-urlencoded" },
      });
      return replyOf(response, data && `${data.name} ${data.age}`, error);
    },
    async upload(file, note) {
      const form = new FormData();
      form.set("file", file);
      form.set("note", note);
      const { data, error, response } = await client.POST("/upload", {
        body: { file: "", note },
        // The generator describes a file as text; what is sent is the form.
        bodySerializer: () => form,
      });
      return replyOf(response, data?.size, error);
    },
  };
}

function thing(name: string) {
  return {
    name,
    size: 1,
    made: null,
    tags: [],
    color: "red" as const,
    pet: { kind: "cat" as const, lives: 9 },
  };
}

function replyOf<T>(response: Response, value: T | undefined, error: unknown) {
  return { status: response.status, value, problem: problemOf(error as Parameters<typeof problemOf>[0]) };
}
