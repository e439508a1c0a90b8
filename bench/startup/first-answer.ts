import { Agent } from "node:http";
import { send } from "../http/checks.ts";
import type { Contestant } from "../http/contestant.ts";
import { workloads } from "../http/workloads.ts";

/**
 * Milliseconds from starting a server's process to its first answer.
 *
 * @param numberedRoutes Of the server.
 */
export async function firstAnswer(
  contestant: Contestant,
  numberedRoutes: number,
  core: number | undefined,
): Promise<number> {
  const workload = { ...workloads[0]!, numberedRoutes };
  const agent = new Agent();
  const start = performance.now();
  const server = await contestant.start(workload, core);
  try {
    const { status } = await send(server.origin, workload.exchanges[0]!, agent);
    const duration = performance.now() - start;
    if (status !== workload.status) throw new Error(`${contestant.name} answers ${status} at first`);
    return duration;
  } finally {
    agent.destroy();
    await server.stop();
  }
}
