import { HTTPException, Router } from "saluki";
import { OAuth2PasswordRequestForm } from "saluki/security";
import { authenticate, TOKEN_LIFETIME, Tokens } from "../auth.ts";
import { Database } from "../database/database.ts";
import { Problem, Token } from "../schemas.ts";

export const auth = new Router({ tags: ["auth"] });

auth.post(
  "/token",
  { form: OAuth2PasswordRequestForm, db: Database, tokens: Tokens },
  {
    response: Token,
    responses: { 401: { schema: Problem, description: "Unknown e-mail or wrong password" } },
    summary: "Log in",
    description:
      "`username` is the e-mail. Scopes that the user does not have are not granted; who asks for none gets all of them.",
  },
  async function logIn({ form, db, tokens }, { response }) {
    const user = await authenticate(db, form.username, form.password);
    if (user === undefined) {
      throw new HTTPException(401, "Incorrect e-mail or password", {
        headers: { "WWW-Authenticate": "Bearer" },
      });
    }
    const granted =
      form.scopes.length === 0 ? user.scopes : user.scopes.filter((scope) => form.scopes.includes(scope));
    const scope = granted.join(" ");
    // RFC 6749 §5.1
    response.headers.set("cache-control", "no-store");
    return {
      access_token: await tokens.sign({ sub: String(user.id), scope }),
      token_type: "bearer" as const,
      expires_in: TOKEN_LIFETIME,
      scope,
    };
  },
);
