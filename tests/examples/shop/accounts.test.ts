import { eq } from "drizzle-orm";
import { Jwt } from "saluki/security";
import { describe, expect, it } from "vitest";
import { users } from "../../../examples/shop/database/schema.ts";
import { PASSWORD, useShop } from "./support.ts";

const ada = { email: "ada@example.com", name: "Ada Lovelace", password: PASSWORD };

describe("opening an account", () => {
  const shop = useShop();

  it("answers 201 with the account, and without its password", async () => {
    const response = await shop.visitor.post("/users", { json: ada });
    expect(response.status).toBe(201);
    expect(response.json()).toEqual({
      id: 1,
      email: "ada@example.com",
      name: "Ada Lovelace",
      scopes: [],
      createdAt: expect.any(String),
    });
  });

  it("stores a hash and not the password", async () => {
    await shop.visitor.post("/users", { json: ada });
    const [stored] = await shop.db.select().from(users);
    expect(stored?.passwordHash).toMatch(/^\$argon2id\$/);
  });

  it("takes no scopes from the client", async () => {
    const response = await shop.visitor.post("/users", { json: { ...ada, scopes: ["items:write"], id: 99 } });
    expect(response.json()).toMatchObject({ id: 1, scopes: [] });
  });

  it("answers 409 for an e-mail that has an account, in whatever case it is written", async () => {
    await shop.visitor.post("/users", { json: ada });
    const response = await shop.visitor.post("/users", { json: { ...ada, email: "ADA@Example.com" } });
    expect(response.status).toBe(409);
    expect(response.json()).toEqual({ detail: "There is an account with this e-mail" });
  });

  it("opens one account when the same e-mail is sent many times at once", async () => {
    const responses = await Promise.all(
      Array.from({ length: 5 }, () => shop.visitor.post("/users", { json: ada })),
    );
    expect(responses.map(({ status }) => status).sort()).toEqual([201, 409, 409, 409, 409]);
  });

  it.each([
    ["an e-mail without an @", { email: "ada" }, ["body", "email"]],
    ["an empty name", { name: "  " }, ["body", "name"]],
    ["a name with NUL, which the database cannot store", { name: "A\0da" }, ["body", "name"]],
    ["a short password", { password: "secret" }, ["body", "password"]],
    ["an endless password", { password: "x".repeat(129) }, ["body", "password"]],
  ])("answers 422 for %s", async (_, wrong, loc) => {
    const response = await shop.visitor.post("/users", { json: { ...ada, ...wrong } });
    expect(response.status).toBe(422);
    expect(response.json<{ detail: { loc: unknown }[] }>().detail.map((error) => error.loc)).toEqual([loc]);
  });
});

describe("logging in", () => {
  const shop = useShop();
  const logIn = (form: Record<string, string>) => shop.visitor.post("/token", { form });

  it("gives a bearer token that no cache keeps", async () => {
    await shop.customer("Ada");
    const response = await logIn({ username: "ada@example.com", password: PASSWORD });
    expect(response.status).toBe(200);
    expect(response.headers.get("cache-control")).toBe("no-store");
    expect(response.json()).toEqual({
      access_token: expect.stringMatching(/^[\w-]+\.[\w-]+\.[\w-]+$/),
      token_type: "bearer",
      expires_in: 1800,
      scope: "",
    });
  });

  it("tells nobody whether the e-mail or the password is wrong", async () => {
    await shop.customer("Ada");
    const wrongPassword = await logIn({ username: "ada@example.com", password: "wrong" });
    const wrongEmail = await logIn({ username: "eve@example.com", password: PASSWORD });
    const noEmail = await logIn({ username: "ada\0", password: PASSWORD });
    for (const response of [wrongPassword, wrongEmail, noEmail]) {
      expect(response.status).toBe(401);
      expect(response.headers.get("www-authenticate")).toBe("Bearer");
      expect(response.json()).toEqual({ detail: "Incorrect e-mail or password" });
    }
  });

  it("grants all scopes of the user, or those asked for, and none that the user does not have", async () => {
    await shop.staff("items:write", "orders:manage");
    const scopesFor = async (scope: string) =>
      (await logIn({ username: "staff@example.com", password: PASSWORD, scope })).json<{ scope: string }>()
        .scope;
    expect(await scopesFor("")).toBe("items:write orders:manage");
    expect(await scopesFor("orders:manage")).toBe("orders:manage");
    expect(await scopesFor("orders:manage everything")).toBe("orders:manage");
  });

  it("answers 422 for a form without a password", async () => {
    const response = await logIn({ username: "ada@example.com" });
    expect(response.status).toBe(422);
    expect(response.json()).toEqual({
      detail: [{ type: "missing", loc: ["body", "password"], msg: "Field required", input: null }],
    });
  });
});

describe("your account", () => {
  const shop = useShop();

  it("is shown to you", async () => {
    const customer = await shop.customer("Ada");
    const response = await customer.get("/users/me");
    expect(response.json()).toMatchObject({ email: "ada@example.com", name: "Ada" });
    expect(response.text()).not.toContain("argon2");
  });

  it("takes another name and leaves the rest", async () => {
    const customer = await shop.customer("Ada");
    const response = await customer.patch("/users/me", { json: { name: "Augusta" } });
    expect(response.json()).toMatchObject({ email: "ada@example.com", name: "Augusta" });
    expect((await customer.get("/users/me")).json()).toMatchObject({ name: "Augusta" });
  });

  it.each([
    ["no token", undefined, "Not authenticated"],
    ["another scheme", "Basic YTpi", "Not authenticated"],
    ["an empty token", "Bearer ", "Not authenticated"],
    ["something that is no token", "Bearer abc", "The token is not valid"],
  ])("is not shown for %s", async (_, authorization, detail) => {
    const response = await shop.visitor.get("/users/me", { headers: { authorization } });
    expect(response.status).toBe(401);
    expect(response.headers.get("www-authenticate")).toBe("Bearer");
    expect(response.json()).toEqual({ detail });
  });

  it("is not shown for a token that somebody else signed", async () => {
    await shop.customer("Ada");
    const forged = await new Jwt({ secret: "x".repeat(32), issuer: "shop" }).sign({ sub: "1", scope: "" });
    const response = await shop.visitor.get("/users/me", { headers: { authorization: `Bearer ${forged}` } });
    expect(response.status).toBe(401);
  });

  it("is not shown when it is gone, though the token is still good", async () => {
    const customer = await shop.customer("Ada");
    await shop.db.delete(users);
    expect((await customer.get("/users/me")).status).toBe(401);
  });

  it("loses a scope at once when the shop takes it away", async () => {
    const staff = await shop.staff("items:write");
    await shop.db.update(users).set({ scopes: [] }).where(eq(users.email, "staff@example.com"));
    const response = await staff.post("/items", { json: {} });
    expect(response.status).toBe(403);
  });
});
