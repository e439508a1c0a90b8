import type { Saluki } from "saluki";
import { TestClient } from "saluki/testing";
import { expect, it } from "vitest";
import { programsOf, readPage } from "./page.ts";
import { run } from "./run.ts";

it("the application with OAuth2 of docs/security.md lets in who logged in, and asks for scopes", async () => {
  const program = programsOf(readPage("security.md")).find(({ code }) =>
    code.includes("OAuth2PasswordBearer"),
  );
  const client = new TestClient((await run(program!)) as Saluki);
  const logIn = async (form: Record<string, string>) => {
    const answer = (await client.post("/token", { form })).json<{ access_token: string }>();
    return { authorization: `Bearer ${answer.access_token}` };
  };
  const ada = await logIn({ username: "ada", password: "correct horse" });
  const reading = await logIn({ username: "ada", password: "correct horse", scope: "items:read" });
  const bob = await logIn({ username: "bob", password: "battery staple" });

  expect((await client.get("/me", { headers: ada })).json()).toEqual({ name: "Ada" });
  expect((await client.put("/items/7", { headers: ada })).json()).toEqual({ id: 7, changedBy: "Ada" });
  for (const headers of [reading, bob]) {
    const refused = await client.put("/items/7", { headers });
    expect([refused.status, refused.headers.get("www-authenticate")]).toEqual([
      403,
      'Bearer scope="items:write"',
    ]);
  }
});
