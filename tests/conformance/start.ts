import { type RunningServer, serve } from "../../src/server/index.ts";
import { conformanceApp } from "./app.ts";

/**
 * Serves the application under test, with the limits that the suite counts on. `engine` is that of `serve`.
 */
export function startConformanceServer(port: number, engine: string): Promise<RunningServer> {
  if (engine !== "saluki" && engine !== "node") {
    throw new Error(`--server is ${JSON.stringify(engine)}; give saluki or node`);
  }
  return serve(conformanceApp, {
    port,
    engine,
    maxHeaderBytes: 16_384,
    maxBodyBytes: 1_048_576,
    headersTimeout: 2000,
    requestTimeout: engine === "node" ? 2000 : 300_000,
    bodyTimeout: 2000,
    keepAliveTimeout: 2000,
  });
}
