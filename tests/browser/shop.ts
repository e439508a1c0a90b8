import { redirect, Saluki, type SalukiOptions } from "saluki";
import { OAuth2AuthorizationCodeBearer } from "saluki/security";
import { z } from "zod";

const Item = z.object({ name: z.string().min(1), price: z.number().positive() }).meta({ id: "Item" });

const login = OAuth2AuthorizationCodeBearer({
  authorizationUrl: "authorize",
  tokenUrl: "token",
  scopes: { read: "Read items" },
  autoError: false,
});

/** A small shop that is an OAuth2 provider as well (RFC 6749 §4.1), whose user always agrees. */
export function shop(options: SalukiOptions) {
  const app = new Saluki({ title: "Shop", version: "1.0.0", description: "A **small** shop.", ...options });

  app.get(
    "/items/{itemId}",
    { itemId: z.int(), token: login },
    { tags: ["items"], summary: "Read one item", operationId: "readItem" },
    ({ itemId, token }) => ({ name: `Lamp ${itemId}`, price: 12.5, seenToken: token ?? "none" }),
  );
  app.put(
    "/items/{itemId}",
    { itemId: z.int(), item: Item },
    { tags: ["items"], summary: "Replace one item", operationId: "replaceItem", response: Item },
    ({ item }) => item,
  );

  const hidden = { includeInSchema: false };
  app.get(
    "/authorize",
    { redirect_uri: z.string(), state: z.string() },
    hidden,
    ({ redirect_uri, state }) => {
      const back = new URL(redirect_uri);
      back.searchParams.set("code", "one-time-code");
      back.searchParams.set("state", state);
      return redirect(back.href);
    },
  );
  app.post("/token", {}, hidden, () => ({ access_token: "granted", token_type: "bearer" }));
  return app;
}
