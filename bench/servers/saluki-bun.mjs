// Saluki on Bun: its fetch handler, served by Bun's own HTTP.
import { app } from "./saluki-app.mjs";
import { announce, tls } from "./settings.mjs";

await app.startup();
const server = Bun.serve({ hostname: "127.0.0.1", port: 0, tls, fetch: app.fetch });
announce(server.port);
