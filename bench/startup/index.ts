import { parseArgs } from "node:util";
import { type Contestant, contestant } from "../http/contestant.ts";
import { type Server, servers } from "../http/servers.ts";
import { named, whole } from "../option-values.ts";
import { benchFolder } from "../paths.ts";
import { chooseCores } from "../processes/cores.ts";
import { number } from "../reporting/format.ts";
import { median } from "../reporting/statistics.ts";
import { textTable } from "../reporting/table.ts";
import { linkedCopy } from "../setup/link.ts";
import { installPeers } from "../setup/peers.ts";
import { thisTree } from "../setup/this-tree.ts";
import { firstAnswer } from "./first-answer.ts";
import { importTime } from "./import-time.ts";

const measurable = servers.filter(({ needs }) => needs !== "python");

export const startupHelp = `npm run bench -- startup [options]  how long an import takes, and a server until its first answer

  --servers a,b      ${measurable.map(({ name }) => name).join(" ")}
  --runs n           fresh processes of each kind (default: 15)
  --node path        the Node.js to run them with (default: this one)
  --no-build         measure dist/ as it is`;

/** What a program imports that uses the framework, Zod aside. */
const imports: Record<string, readonly string[]> = {
  saluki: ["saluki"],
  fastify: ["fastify"],
  hono: ["@hono/node-server", "@hono/zod-openapi"],
  express: ["express"],
  nest: ["reflect-metadata", "@nestjs/common", "@nestjs/core", "@nestjs/platform-fastify"],
  elysia: ["@elysiajs/node", "elysia"],
};

/** Something that is done once in each round, and the milliseconds it took. */
interface Timed {
  name: string;
  once(): Promise<number>;
  results: number[];
}

/** `npm run bench -- startup` */
export async function benchStartup(args: readonly string[]): Promise<void> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      servers: { type: "string" },
      runs: { type: "string", default: "15" },
      node: { type: "string", default: process.execPath },
      "no-build": { type: "boolean", default: false },
    },
  });
  const { node } = values;
  const runs = whole("--runs", values.runs);
  const chosen = named("--servers", values.servers, measurable);
  await installPeers();
  const usesSaluki = chosen.some(({ needs }) => needs === "saluki");
  const tree = usesSaluki ? await thisTree({ skipBuild: values["no-build"] }) : undefined;
  const salukiFolder = tree === undefined ? benchFolder : linkedCopy("servers", tree.root, "startup");
  const core = chooseCores()?.server;

  const imported = [["an empty program", []] as const, ["zod", ["zod"]] as const, ...importsOf(chosen)];
  const importing = imported.map(([name, modules]): Timed => {
    const folder = name === "saluki" ? salukiFolder : benchFolder;
    return timed(name, async () => (await importTime(node, modules, folder, core)).imports);
  });
  await alternate(importing, runs);
  print("Importing, in a fresh process", importing);

  const contestants = chosen.map((server) => contestant(server, node, tree));
  for (const routes of [0, 1000]) {
    const starting = contestants.map((one: Contestant) =>
      timed(one.name, () => firstAnswer(one, routes, core)),
    );
    await alternate(starting, runs);
    print(`From the start of the process to the first answer, with ${routes + 5} routes`, starting);
  }
}

function importsOf(chosen: readonly Server[]): [string, readonly string[]][] {
  return chosen.flatMap(({ name }) => {
    const modules = imports[name];
    return modules === undefined ? [] : [[name, modules]];
  });
}

const timed = (name: string, once: () => Promise<number>): Timed => ({ name, once, results: [] });

/** Does all of them once and then again, so that a slow moment of the machine meets them all. */
async function alternate(all: readonly Timed[], runs: number): Promise<void> {
  for (let run = 0; run < runs; run++) {
    for (const { once, results } of all) results.push(await once());
  }
}

function print(title: string, all: readonly Timed[]): void {
  const rows = all.map(({ name, results }) => [name, number(median(results)), number(Math.min(...results))]);
  console.log(`\n${title}\n${textTable(["", "median ms", "least ms"], rows)}`);
}
