import { type RunningServer, serve } from "../../src/server/index.ts";
import { conformanceApp } from "./app.ts";

/**
 * Serves the application under test, with the limits that the suite counts on. `engine` is that of `serve`.
 */
export function startConformanceServer(port: number, engine: string): Promise<RunningServer> {
  if (engine !== "saluki" && engine !== "node") {
    throw new Error(`--server is ${JSON.stringify(engine)}; give saluki or node`);
  }
  const limits = { port, maxHeaderBytes: 16_384, headersTimeout: 2000, keepAliveTimeout: 2000 };
  return engine === "node"
    ? serve(conformanceApp, { ...limits, engine, requestTimeout: 2000 })
    : serve(conformanceApp, { ...limits, engine, maxBodyBytes: 1_048_576, bodyTimeout: 2000 });
}
