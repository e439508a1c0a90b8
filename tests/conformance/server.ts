/**
 * Starts the application under test alone: `npm run conformance:server -- --port 8080 [--server
 * saluki|node]`.
 */
import { parseArgs } from "node:util";
import { startConformanceServer } from "./start.ts";

const { values } = parseArgs({
  options: { port: { type: "string", default: "0" }, server: { type: "string", default: "saluki" } },
});
const server = await startConformanceServer(Number(values.port), values.server);
console.log(`the conformance application listens on ${server.url}`);
