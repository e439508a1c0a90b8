import { parseArgs } from "node:util";
import { prepare } from "../http/prepare.ts";
import { servers } from "../http/servers.ts";
import { workloads } from "../http/workloads.ts";
import { named, whole } from "../option-values.ts";
import { writePage } from "../page/index.ts";
import { resultFile, writeResult } from "../page/results.ts";
import { benchFolder, repository } from "../paths.ts";
import { chooseCores } from "../processes/cores.ts";
import { busyMachine, commandLine, describeEnvironment } from "../reporting/environment.ts";
import { textTargets } from "../reporting/targets.ts";
import { linkedCopy } from "../setup/link.ts";
import { firstAnswer } from "./first-answer.ts";
import { importTime } from "./import-time.ts";
import { SHOP, type StartupReport, startupTargets, startupText } from "./report.ts";
import { buildShop, DATABASE_PACKAGE, startShop } from "./shop.ts";

const measurable = servers.filter(({ runtime, constant }) => runtime !== "python" && !constant);

export const startupHelp = `npm run bench -- startup [options]  how long an import takes, and a server until its first answer

  --servers a,b      ${measurable.map(({ name }) => name).join(" ")} (default: all; the example shop with saluki)
  --runs n           fresh processes of each kind (default: 15)
  --node path        the Node.js to run them with (default: this one)
  --no-build         measure dist/ as it is
  --markdown path    also write the page for the documentation`;

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
  times: number[];
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
      markdown: { type: "string" },
    },
  });
  const { node } = values;
  const runs = whole("--runs", values.runs);
  const chosen = named("--servers", values.servers, measurable);
  const prepared = await prepare({ servers: chosen, node, skipBuild: values["no-build"] });
  const { contestants, tree, skipped, versions } = prepared;
  const environment = describeEnvironment(node, chosen, versions);
  const core = chooseCores()?.server;
  const tables: StartupReport["tables"] = [];
  const measure = async (title: string, all: readonly Timed[]) => {
    console.error(`${title} ...`);
    await alternate(all, runs);
    tables.push({ title, rows: all.map(({ name, times }) => ({ name, times })) });
  };

  if (tree !== undefined && chosen.some(({ name }) => name === "saluki")) {
    const program = await buildShop(tree);
    const shop = timed(SHOP, () => firstAnswer(() => startShop(node, program, core), "/health/live"));
    await measure("From the start of the process to the first answer, a whole application", [shop]);
  }

  for (const numberedRoutes of [0, 1000]) {
    const workload = { ...workloads[0]!, numberedRoutes };
    const starting = contestants.map((one) =>
      timed(one.name, () => firstAnswer(() => one.start(workload, core), workload.exchanges[0]!.target)),
    );
    const routes = (numberedRoutes + 5).toLocaleString("en-US");
    await measure(`From the start of the process to the first answer, with ${routes} routes`, starting);
  }

  const salukiFolder = tree === undefined ? benchFolder : linkedCopy("servers", tree.root, "startup");
  const importing = (name: string, modules: readonly string[], folder: string) =>
    timed(name, async () => (await importTime(node, modules, folder, core)).imports);
  const frameworks = chosen.flatMap(({ name, usesSaluki }) =>
    imports[name] === undefined
      ? []
      : importing(name, imports[name], usesSaluki ? salukiFolder : benchFolder),
  );
  await measure("Importing on Node.js, in a fresh process", [
    importing("an empty program", [], benchFolder),
    importing("zod", ["zod"], benchFolder),
    ...frameworks,
    importing(DATABASE_PACKAGE, [DATABASE_PACKAGE, `${DATABASE_PACKAGE}/pg-core`], repository),
  ]);

  const report: StartupReport = { command: commandLine("startup", args), environment, runs, tables, skipped };
  const parts = [startupText(report), textTargets(startupTargets(report)), busyMachine(environment)];
  console.log(parts.filter((part) => part !== undefined).join("\n\n"));
  writeResult(resultFile("startup"), report);
  if (values.markdown !== undefined) writePage(values.markdown, { startup: report });
}

const timed = (name: string, once: () => Promise<number>): Timed => ({ name, once, times: [] });

/** Does all of them once and then again, so that a slow moment of the machine meets them all. */
async function alternate(all: readonly Timed[], runs: number): Promise<void> {
  for (let run = 0; run < runs; run++) {
    for (const { once, times } of all) times.push(await once());
  }
}
