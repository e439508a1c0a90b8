import { once } from "node:events";
import { connect, type Socket } from "node:net";
import { join } from "node:path";
import { parseArgs } from "node:util";
import type { Contestant } from "../http/contestant.ts";
import { prepare } from "../http/prepare.ts";
import { servers } from "../http/servers.ts";
import { workloads } from "../http/workloads.ts";
import { named, whole } from "../option-values.ts";
import { writePage } from "../page/index.ts";
import { resultFile, writeResult } from "../page/results.ts";
import { benchFolder } from "../paths.ts";
import { canReadUsage, residentBytes } from "../processes/usage.ts";
import { commandLine, describeEnvironment } from "../reporting/environment.ts";
import { textTargets } from "../reporting/targets.ts";
import { type IdleReport, idleTargets, idleText, type Memory } from "./idle-report.ts";

/** Opened at a time: more would overflow the queue of connections that a server has yet to accept. */
const BATCH = 100;
/**
 * Opened before memory is read for the first time. They take what the start has left free within the heap: else the
 * connections of a program that imports much would seem to take less than those of one that imports nothing.
 */
const FIRST = 1000;
const DEFAULT_SERVERS = "bare-net,node-http,node-net,saluki,saluki-node,fastify";
const measurable = servers.filter(({ runtime }) => runtime === "node");

export const idleHelp = `npm run bench -- idle [options]     how much memory a connection takes that waits for its next request

  --servers a,b      ${measurable.map(({ name }) => name).join(" ")}
                     (default: ${DEFAULT_SERVERS})
  --connections n    how many (default: 4000)
  --rounds n         processes of each (default: 3)
  --node path        the Node.js to run the servers with (default: this one)
  --no-build         measure dist/ as it is
  --markdown path    also write the page for the documentation`;

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
      markdown: { type: "string" },
    },
  });
  const connections = whole("--connections", values.connections);
  const rounds = whole("--rounds", values.rounds);
  const chosen = named("--servers", values.servers, measurable);
  const { node } = values;
  const prepared = await prepare({ servers: chosen, node, skipBuild: values["no-build"] });
  const all = prepared.contestants.map((it) => ({ it, memory: [] as Memory[] }));
  for (let round = 0; round < rounds; round++) {
    for (const { it, memory } of all) {
      console.error(`Round ${round + 1}: ${it.name} ...`);
      memory.push(await idleMemory(it, connections));
    }
  }
  const report: IdleReport = {
    command: commandLine("idle", args),
    environment: describeEnvironment(node, chosen, prepared.versions),
    connections,
    rounds,
    rows: all.map(({ it: { name, title }, memory }) => ({ name, title, memory })),
  };
  console.log(
    [idleText(report), textTargets(idleTargets(report))].filter((part) => part !== undefined).join("\n\n"),
  );
  writeResult(resultFile("idle"), report);
  if (values.markdown !== undefined) writePage(values.markdown, { idle: report });
}

async function idleMemory(contestant: Contestant, connections: number): Promise<Memory> {
  const server = await contestant.start(workloads[0]!, undefined, collector);
  const memory = async () => {
    await server.signal("SIGUSR2", "collected");
    return residentBytes(server.pid);
  };
  const port = Number(new URL(server.origin).port);
  const sockets: Socket[] = [];
  const open = async (count: number) => {
    for (let opened = 0; opened < count; opened += BATCH) {
      sockets.push(...(await openIdle(port, Math.min(BATCH, count - opened))));
    }
  };
  try {
    await open(FIRST);
    const before = await memory();
    await open(connections);
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
