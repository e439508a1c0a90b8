import { once } from "node:events";
import { connect, type Socket } from "node:net";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { type Contestant, contestant } from "../http/contestant.ts";
import { servers } from "../http/servers.ts";
import { workloads } from "../http/workloads.ts";
import { named, whole } from "../option-values.ts";
import { benchFolder } from "../paths.ts";
import { canReadUsage, residentBytes } from "../processes/usage.ts";
import { megabytes, number } from "../reporting/format.ts";
import { median } from "../reporting/statistics.ts";
import { textTable } from "../reporting/table.ts";
import { installPeers } from "../setup/peers.ts";
import { thisTree } from "../setup/this-tree.ts";

/** Opened at a time: more would overflow the queue of connections that a server has yet to accept. */
const BATCH = 100;
const DEFAULT_SERVERS = "node-http,node-net,saluki,saluki-node,fastify";
const measurable = servers.filter(({ needs }) => needs !== "python");

export const idleHelp = `npm run bench -- idle [options]     how much memory a connection takes that waits for its next request

  --servers a,b      ${measurable.map(({ name }) => name).join(" ")} (default: ${DEFAULT_SERVERS})
  --connections n    how many (default: 4000)
  --rounds n         processes of each (default: 3)
  --node path        the Node.js to run the servers with (default: this one)
  --no-build         measure dist/ as it is`;

/** Garbage is collected before memory is read: else most of what is counted is what the requests left behind. */
const collector = join(benchFolder, "startup", "collect-on-signal.mjs");

/** `npm run bench -- idle` */
export async function benchIdle(args: readonly string[]): Promise<void> {
  if (!canReadUsage) throw new Error("This system has no /proc to read the memory of a process from");
  const { values } = parseArgs({
    args: [...args],
    options: {
      servers: { type: "string", default: DEFAULT_SERVERS },
      connections: { type: "string", default: "4000" },
      rounds: { type: "string", default: "3" },
      node: { type: "string", default: process.execPath },
      "no-build": { type: "boolean", default: false },
    },
  });
  const connections = whole("--connections", values.connections);
  const chosen = named("--servers", values.servers, measurable);
  await installPeers();
  const usesSaluki = chosen.some(({ needs }) => needs === "saluki");
  const tree = usesSaluki ? await thisTree({ skipBuild: values["no-build"] }) : undefined;
  const all = chosen.map((server) => ({
    it: contestant(server, values.node, tree),
    results: [] as Memory[],
  }));
  for (let round = 0; round < whole("--rounds", values.rounds); round++) {
    for (const { it, results } of all) results.push(await idleMemory(it, connections));
  }
  const rows = all.map(({ it, results }) => [
    it.name,
    megabytes(median(results.map(({ before }) => before))),
    megabytes(median(results.map(({ after }) => after))),
    number(median(results.map(({ before, after }) => (after - before) / connections / 1000))),
  ]);
  console.log(`\nResident memory with ${connections} idle connections, each after one request`);
  console.log(textTable(["server", "before MB", "after MB", "kB/connection"], rows));
}

interface Memory {
  before: number;
  after: number;
}

async function idleMemory(contestant: Contestant, connections: number): Promise<Memory> {
  const server = await contestant.start(workloads[0]!, undefined, collector);
  const memory = async () => {
    await server.signal("SIGUSR2", "collected");
    return residentBytes(server.pid);
  };
  const port = Number(new URL(server.origin).port);
  const sockets: Socket[] = [];
  try {
    sockets.push(...(await openIdle(port, BATCH)));
    const before = await memory();
    for (let opened = 0; opened < connections; opened += BATCH) {
      sockets.push(...(await openIdle(port, Math.min(BATCH, connections - opened))));
    }
    const after = await memory();
    if (sockets.some((socket) => socket.destroyed || socket.readableEnded)) {
      throw new Error(`${contestant.name} closed idle connections before they were measured`);
    }
    return { before, after };
  } finally {
    for (const socket of sockets) socket.destroy();
    await server.stop();
  }
}

/** Opens connections, each of which has sent a request, has its answer and stays. */
function openIdle(port: number, count: number): Promise<Socket[]> {
  return Promise.all(
    Array.from({ length: count }, async () => {
      const socket = connect(port, "127.0.0.1");
      socket.write("GET /json HTTP/1.1\r\nHost: localhost\r\n\r\n");
      await once(socket, "data");
      return socket;
    }),
  );
}
