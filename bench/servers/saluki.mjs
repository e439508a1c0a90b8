// Saluki, on its own HTTP/1.1 server or, with BENCH_ENGINE=node, on node:http.
import { app } from "./saluki-app.mjs";
import { announce, tls } from "./settings.mjs";

const engine = process.env.BENCH_ENGINE ?? "saluki";
const server = await app.listen({ port: 0, host: "127.0.0.1", engine, tls });
announce(server.port);
