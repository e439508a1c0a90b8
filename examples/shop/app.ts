import { accessLog, consoleLogger, Depends, json, redirect, Saluki } from "saluki";
import { compress, cors, requestId, securityHeaders, timing } from "saluki/middleware";
import { OutOfStock } from "./ordering.ts";
import { LARGEST_PICTURE } from "./pictures.ts";
import { auth } from "./routers/auth.ts";
import { chat } from "./routers/chat.ts";
import { events } from "./routers/events.ts";
import { health } from "./routers/health.ts";
import { items } from "./routers/items.ts";
import { orders } from "./routers/orders.ts";
import { pictures } from "./routers/pictures.ts";
import { users } from "./routers/users.ts";
import { Problem } from "./schemas.ts";
import { CurrentSettings, readSettings, type Settings } from "./settings.ts";

const description = `
A shop with users, items and orders.

Press **Authorize** and log in: the console that the shop was started in shows two accounts and their password, one of a
customer and one of staff. Or open an account of your own with \`POST /users\`.
`;

/** Makes the application. Tests make one for themselves, with settings of their own. */
export function createApp(settings: Settings): Saluki {
  const logger = consoleLogger({ level: settings.logLevel });
  const app = new Saluki({
    title: "Shop",
    version: "1.0.0",
    description,
    openapiTags: [
      { name: "auth", description: "Tokens for users." },
      { name: "users", description: "Accounts." },
      { name: "items", description: "What there is to buy." },
      { name: "pictures", description: "How it looks." },
      { name: "orders", description: "Buying it." },
      { name: "events", description: "Server-Sent Events." },
      { name: "health", description: "For the load balancer." },
    ],
    // A body that is no UTF-8, or a path that is not properly encoded.
    responses: { 400: { description: "The request cannot be read", schema: Problem } },
    logger,
    // Bytes of a body of JSON or of a form.
    maxBodySize: 256 * 1024,
    multipart: { maxFiles: 1, maxFileSize: LARGEST_PICTURE, maxTotalSize: LARGEST_PICTURE + 64 * 1024 },
  });

  // The outermost first.
  app.use(
    requestId(),
    accessLog({ logger, skip: (request) => request.path.startsWith("/health/") }),
    timing(),
    // The pages of the documentation bring a policy of their own.
    securityHeaders({ contentSecurityPolicy: "default-src 'none'; frame-ancestors 'none'" }),
    cors({
      origins: settings.corsOrigins,
      methods: ["GET", "POST", "PUT", "PATCH", "DELETE"],
      headers: ["Authorization", "Idempotency-Key"],
      exposeHeaders: ["Link", "Location", "X-Request-Id"],
    }),
    compress(),
  );

  app.get("/", {}, { includeInSchema: false }, () => redirect("docs"));
  for (const router of [auth, users, items, pictures, orders, chat, events, health]) app.include(router);

  app.onError(OutOfStock, ({ message, itemId, available }) =>
    json({ detail: message, itemId, available }, { status: 409 }),
  );

  // What depends on the settings gets those that this application was made with.
  app.dependencyOverrides.set(
    CurrentSettings,
    Depends(() => settings, { scope: "app" }),
  );
  return app;
}

export const settings = readSettings();

/** The application that `main.ts` and `saluki run` serve. */
export default createApp(settings);
