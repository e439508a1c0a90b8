import { RequestValidationError, Saluki, validate } from "saluki";
import { TestClient } from "saluki/testing";
import { describe, expect, it } from "vitest";
import { z } from "zod";

const Item = z.object({ price: z.number(), at: z.date().optional() });

describe("validate", () => {
  it("gives the value, with what JSON has no words for revived, and without keys that are not known", async () => {
    const value = await validate(Item, { price: 1, at: "2024-05-06T07:08:09Z", more: 1 });
    expect(value).toEqual({ price: 1, at: new Date("2024-05-06T07:08:09Z") });
  });

  it("rejects with the errors that a body would have, at the place that was said", async () => {
    const rejected = await validate(Item, { price: "5" }, { loc: ["body", 3] }).catch((error) => error);
    expect(rejected).toBeInstanceOf(RequestValidationError);
    expect(rejected.body).toEqual({ price: "5" });
    expect(rejected.errors).toMatchObject([{ type: "float_type", loc: ["body", 3, "price"], input: "5" }]);
    await expect(validate(Item, undefined)).rejects.toMatchObject({ errors: [{ loc: [], input: null }] });
  });

  it("coerces as pydantic does where it is asked to", async () => {
    expect(await validate(Item, { price: "5" }, { jsonCoercion: "lax" })).toEqual({ price: 5 });
  });

  it("waits for a schema that is asynchronous", async () => {
    const Taken = z.string().refine(async (name) => name !== "taken");
    expect(await validate(Taken, "free")).toBe("free");
    await expect(validate(Taken, "taken")).rejects.toBeInstanceOf(RequestValidationError);
  });

  it("is answered 422 where a handler does not catch it", async () => {
    const app = new Saluki();
    app.get("/", () => validate(Item, {}));
    const response = await new TestClient(app).get("/");
    expect(response.status).toBe(422);
    expect(response.json()).toMatchObject({ detail: [{ type: "missing", loc: ["price"] }] });
  });
});
