import { salukiEngine } from "./src/server/http1-engine.ts";
import { conformanceApp } from "./tests/conformance/app.ts";

const e = salukiEngine(conformanceApp, {
  maxBodyBytes: 1048576,
  headersTimeout: 2000,
  bodyTimeout: 2000,
  keepAliveTimeout: 2000,
  maxHeaderBytes: 16384,
  requestTimeout: 300000,
  maxUnreadBodyBytes: 65536,
  websocket: {},
  onError: (e: unknown) => console.error(e),
} as never);
console.log(await e.listen({ host: "127.0.0.1", port: Number(process.argv[2] ?? 0) }));
