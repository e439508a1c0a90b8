// The application of Saluki, whatever it is served by.
import { Depends, HTTPException, Saluki } from "saluki";
import { OAuth2PasswordBearer } from "saluki/security";
import { z } from "zod";
import { findAccount, findUser } from "./directory.mjs";
import { INTERNAL, numberedRoutes } from "./settings.mjs";
import { schemas } from "./zod-schemas.mjs";

const { Item, ItemOut, Catalog, Orders } = schemas(z);
export const app = new Saluki({ title: "Shop", version: "1.0.0" });

app.get("/json", () => ({ hello: "world" }));

app.get(
  "/items/{itemId}",
  { itemId: z.int(), q: z.string().optional(), limit: z.int().default(10) },
  ({ itemId, q, limit }) => ({ itemId, q: q ?? null, limit }),
);

app.post(
  "/items/{itemId}",
  { itemId: z.int(), q: z.string().optional(), item: Item },
  { response: ItemOut },
  ({ itemId, q, item }) => ({ id: itemId, q: q ?? null, ...item, ...INTERNAL }),
);

app.post("/catalog", { catalog: Catalog }, { response: Catalog }, ({ catalog }) => ({
  ...catalog,
  ...INTERNAL,
}));

const CurrentUser = Depends({ token: OAuth2PasswordBearer({ tokenUrl: "token" }) }, async ({ token }) => {
  const user = await findUser(token);
  if (user === undefined) throw new HTTPException(401, "Invalid token");
  return user;
});

const CurrentAccount = Depends({ user: CurrentUser }, async ({ user }) => {
  const account = await findAccount(user.accountId);
  if (!account?.active) throw new HTTPException(403, "Account closed");
  return account;
});

app.get("/orders", { user: CurrentUser, account: CurrentAccount }, { response: Orders }, (params) => ({
  user: params.user.name,
  account: params.account.id,
  orders: params.account.orders,
}));

for (let number = 0; number < numberedRoutes; number++) {
  app.get(`/resource${number}/{id}`, { id: z.int() }, ({ id }) => ({ resource: number, id }));
}
