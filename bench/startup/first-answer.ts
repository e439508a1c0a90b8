import { Agent } from "node:http";
import { send } from "../http/checks.ts";
import type { ServerProcess } from "../processes/server-process.ts";

/**
 * Milliseconds from starting a server's process to its first answer.
 *
 * @param path What is asked for; it has to be answered 200.
 */
export async function firstAnswer(start: () => Promise<ServerProcess>, path: string): Promise<number> {
  const agent = new Agent();
  const begin = performance.now();
  const server = await start();
  try {
    const { status } = await send(server.origin, { method: "GET", target: path }, agent);
    const duration = performance.now() - begin;
    if (status !== 200) throw new Error(`GET ${path} is answered ${status} at first`);
    return duration;
  } finally {
    agent.destroy();
    await server.stop();
  }
}
