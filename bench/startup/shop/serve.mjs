// The example shop as JavaScript, beside which this file is copied. Its database would be most of its start, and is no
// matter of Saluki: in its place, and that of the mailer which asks it for mail to send, stands nothing. All else
// is as in the shop.
import { Depends } from "saluki";
import app from "./app.js";
import { Database } from "./database/database.js";
import { Mail } from "./mail.js";

app.dependencyOverrides.set(
  Database,
  Depends(() => ({}), { scope: "app" }),
);
app.dependencyOverrides.set(
  Mail,
  Depends(() => ({}), { scope: "app" }),
);

const server = await app.listen({ port: 0, host: "127.0.0.1", engine: "saluki" });
console.log(`listening ${server.port}`);
