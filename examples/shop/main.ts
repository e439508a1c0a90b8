import { handleSignals } from "saluki/server";
import app, { settings } from "./app.ts";
import { DEMO_USERS } from "./database/seed.ts";

const server = await app.listen({ host: settings.host, port: settings.port });
// Ctrl-C and SIGTERM let running requests finish; a second one does not wait.
handleSignals(server);

console.log(`The shop is open at ${server.url}`);
console.log(`  documentation  ${server.url}/docs`);
if (!settings.production) {
  const accounts = DEMO_USERS.map(({ email }) => email).join(", ");
  console.log(`  demo accounts  ${accounts}`);
  console.log(`  password       ${settings.demoPassword}`);
}
if (settings.jwtSecretIsTemporary) {
  console.log("  JWT_SECRET is not set: tokens are worth nothing after a restart.");
}
