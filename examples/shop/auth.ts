import { eq } from "drizzle-orm";
import { Depends, HTTPException, Query, Security, SecurityScopes, WebSocketException } from "saluki";
import { InvalidTokenError, Jwt, OAuth2PasswordBearer, verifyPassword } from "saluki/security";
import { z } from "zod";
import { Database, type Session } from "./database/database.ts";
import { users } from "./database/schema.ts";
import { CurrentSettings } from "./settings.ts";

/** What staff may do beyond being a customer. */
export const SCOPES = {
  "items:write": "Add, change and remove items",
  "orders:manage": "See the orders of all customers, and ship them",
};

export const TOKEN_LIFETIME = 30 * 60;

const oauth2 = OAuth2PasswordBearer({
  tokenUrl: "token",
  scopes: SCOPES,
  description: "Log in with e-mail and password.",
});

/** Signs and verifies the tokens of this application. */
export const Tokens = Depends(
  { settings: CurrentSettings },
  ({ settings }) => new Jwt({ secret: settings.jwtSecret, issuer: "shop", expiresIn: TOKEN_LIFETIME }),
  { scope: "app" },
);

/** Somebody who showed a valid token, with the scopes of that token. */
export interface Account {
  readonly id: number;
  readonly email: string;
  readonly name: string;
  readonly scopes: string[];
  readonly createdAt: Date;
}

/**
 * The user who sent the request. Every route that needs scopes asks for them with
 * `Security(CurrentUser, { scopes: [...] })`.
 */
export const CurrentUser = Depends(
  { required: SecurityScopes, token: oauth2, tokens: Tokens, db: Database },
  async ({ required, token, tokens, db }): Promise<Account> => {
    const scope = required.scopes.length > 0 ? ` scope="${required.scopeStr}"` : "";
    const account = await findByToken(token, tokens, db);
    if (account === undefined) {
      throw new HTTPException(401, "The token is not valid", {
        headers: { "WWW-Authenticate": `Bearer${scope}` },
      });
    }
    if (!required.scopes.every((one) => account.scopes.includes(one))) {
      throw new HTTPException(403, "You may not do this", {
        headers: { "WWW-Authenticate": `Bearer error="insufficient_scope",${scope}` },
      });
    }
    return account;
  },
);

export const Shopkeeper = Security(CurrentUser, { scopes: ["items:write"] });
export const OrderManager = Security(CurrentUser, { scopes: ["orders:manage"] });

/** The user of a WebSocket. Browsers cannot send an `Authorization` header with one, so the token is in the query. */
export const SocketUser = Depends(
  { token: Query(z.string().max(4_096)), tokens: Tokens, db: Database },
  async ({ token, tokens, db }): Promise<Account> => {
    const account = await findByToken(token, tokens, db);
    if (account === undefined) throw new WebSocketException(1008, "The token is not valid");
    return account;
  },
);

async function findByToken(token: string, tokens: Jwt, db: Session): Promise<Account | undefined> {
  const claims = await tokens.verify(token).catch((error: unknown) => {
    if (error instanceof InvalidTokenError) return undefined;
    throw error;
  });
  if (claims === undefined) return undefined;
  const [user] = await db
    .select()
    .from(users)
    .where(eq(users.id, Number(claims.sub)));
  if (user === undefined) return undefined;
  const granted = String(claims.scope).split(" ");
  // A scope that was taken from the user since then is gone at once, whatever the token says.
  return { ...user, scopes: user.scopes.filter((scope) => granted.includes(scope)) };
}

/**
 * The user with this e-mail and password. An unknown e-mail takes as long as a wrong password, so that nobody can find
 * out who has an account.
 */
export async function authenticate(db: Session, email: string, password: string) {
  const known = z.email().safeParse(email).success;
  const [user] = known ? await db.select().from(users).where(eq(users.email, email.toLowerCase())) : [];
  const matches = await verifyPassword(user?.passwordHash, password);
  return matches ? user : undefined;
}
