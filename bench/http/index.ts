import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { benchFolder } from "../paths.ts";
import { chooseCores } from "../processes/cores.ts";
import { describeEnvironment } from "../reporting/environment.ts";
import type { Tree } from "../setup/build.ts";
import { otherTree } from "../setup/other-tree.ts";
import { installPeers } from "../setup/peers.ts";
import { installPython } from "../setup/python.ts";
import { thisTree } from "../setup/this-tree.ts";
import { chooseClient } from "./clients/client.ts";
import { type Contestant, contestant } from "./contestant.ts";
import { markdownReport } from "./markdown-report.ts";
import { type HttpOptions, parseHttpOptions } from "./options.ts";
import { failed, type HttpReport } from "./report.ts";
import { checkAll, type Measurement, measure } from "./rounds.ts";
import { textReport } from "./text-report.ts";

/** `npm run bench`: the servers side by side. */
export async function benchHttp(args: readonly string[]): Promise<void> {
  const options = parseHttpOptions(args);
  const client = options.checkOnly ? undefined : chooseClient(options.client);
  const { contestants, skipped, versions, dispose } = await prepare(options);
  try {
    for (const [name, reason] of Object.entries(skipped)) console.error(`Without ${name}: ${reason}.`);
    console.error("Checking the answers ...");
    await checkAll(contestants, options.workloads);
    if (client === undefined) return console.log("All servers answer rightly.");

    const cores = options.pin ? chooseCores() : undefined;
    const settings = { ...options, client, cores };
    const packages = contestants.flatMap(({ server }) => server.packages);
    const environment = describeEnvironment(options.node, ["zod", ...packages]);
    const measurements: Measurement[] = [];
    for (const workload of options.workloads) {
      for (const connections of options.connections) {
        console.error(`Measuring ${workload.name} with ${connections} connections ...`);
        measurements.push(...(await measure(contestants, workload, connections, settings)));
      }
    }
    const report: HttpReport = {
      command: ["npm run bench --", ...args].join(" "),
      environment: { ...environment, versions: { ...versions, ...environment.versions } },
      client: `${client.name} ${client.version}`,
      pinned: cores !== undefined,
      duration: options.duration,
      warmUp: options.warmUp,
      rounds: options.rounds,
      base: contestants.some(({ name }) => name === options.base) ? options.base : contestants[0]!.name,
      titles: {
        contestants: Object.fromEntries(contestants.map(({ name, title }) => [name, title])),
        workloads: Object.fromEntries(options.workloads.map(({ name, title }) => [name, title])),
      },
      skipped,
      measurements,
    };
    console.log(textReport(report));
    write(
      options.json ?? join(benchFolder, "results", "latest.json"),
      `${JSON.stringify(report, null, 2)}\n`,
    );
    if (options.markdown !== undefined) write(options.markdown, markdownReport(report));
    for (const line of failed(report)) {
      console.error(line);
      process.exitCode = 1;
    }
  } finally {
    dispose();
  }
}

interface Prepared {
  contestants: Contestant[];
  skipped: Record<string, string>;
  /** Of Saluki's trees. */
  versions: Record<string, string>;
  dispose(): void;
}

/** Installs and builds what the chosen servers need, and leaves out those that cannot be had. */
async function prepare({ servers, node, against, skipBuild }: HttpOptions): Promise<Prepared> {
  const needs = new Set(servers.map((server) => server.needs));
  const skipped: Record<string, string> = {};
  if (needs.has("peers")) await installPeers();
  const withoutPython = needs.has("python") ? await installPython() : undefined;
  const tree = needs.has("saluki") ? await thisTree({ skipBuild }) : undefined;
  let other: Tree | undefined;
  if (against !== undefined) other = await otherTree(against);

  const contestants = servers.flatMap((server) => {
    if (server.needs === "python" && withoutPython !== undefined) {
      skipped[server.name] = withoutPython;
      return [];
    }
    if (server.needs !== "saluki") return contestant(server, node);
    return [
      ...(other === undefined ? [] : [contestant(server, node, other, against)]),
      contestant(server, node, tree),
    ];
  });
  if (contestants.length === 0) throw new Error("None of the chosen servers can take part");
  const versions: Record<string, string> = {};
  if (tree !== undefined) versions["saluki"] = tree.version;
  if (other !== undefined) versions[`saluki@${against}`] = other.version;
  return { contestants, skipped, versions, dispose: () => other?.dispose() };
}

function write(path: string, text: string): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
  console.error(`Written: ${path}`);
}
