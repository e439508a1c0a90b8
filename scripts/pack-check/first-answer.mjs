// Run inside a project that has installed the package: serves an application until its first answer, and prints, as
// JSON, which of Node's large modules that has loaded.
import { connect } from "node:net";
import { Saluki } from "saluki";

const LARGE = ["http", "https", "tls", "crypto", "internal/deps/undici/undici"];

const app = new Saluki();
app.get("/", () => ({ hello: "world" }));
const server = await app.listen({ port: 0 });
const socket = connect(server.port, server.host);
socket.write("GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
for await (const bytes of socket) {
  if (!String(bytes).includes("200 OK")) throw new Error(String(bytes));
}
await server.close();
const loaded = new Set(process.moduleLoadList);
console.log(JSON.stringify(LARGE.filter((name) => loaded.has(`NativeModule ${name}`))));
