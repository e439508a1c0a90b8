import { writePage } from "../page/index.ts";
import { resultFile, writeResult } from "../page/results.ts";
import { chooseCores } from "../processes/cores.ts";
import { commandLine, describeEnvironment } from "../reporting/environment.ts";
import { chooseClient } from "./clients/client.ts";
import { parseHttpOptions } from "./options.ts";
import { prepare } from "./prepare.ts";
import { failed, type HttpReport } from "./report.ts";
import { checkAll, type Measurement, measure, sessions } from "./rounds.ts";
import { textReport } from "./text-report.ts";

/** `npm run bench`: the servers side by side. */
export async function benchHttp(args: readonly string[]): Promise<void> {
  const options = parseHttpOptions(args);
  const client = options.checkOnly ? undefined : chooseClient(options.client);
  const { contestants, skipped, versions, dispose } = await prepare(options);
  try {
    console.error("Checking the answers ...");
    await checkAll(contestants, options.workloads);
    if (client === undefined) return console.log("All servers answer rightly.");

    const cores = options.pin ? chooseCores() : undefined;
    const settings = { ...options, client, cores };
    const taking = contestants.map(({ server }) => server);
    const environment = describeEnvironment(options.node, taking, versions);
    const measurements: Measurement[] = [];
    for (const session of sessions(options.workloads, options.connections)) {
      const names = session.workloads.map(({ name }) => name).join(" and ");
      console.error(`Measuring ${names} with ${session.connections} connections ...`);
      measurements.push(...(await measure(contestants, session, settings)));
    }
    const report: HttpReport = {
      command: commandLine("", args),
      environment,
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
    writeResult(options.json ?? resultFile("http"), report);
    if (options.markdown !== undefined) writePage(options.markdown, { http: report });
    for (const line of failed(report)) {
      console.error(line);
      process.exitCode = 1;
    }
  } finally {
    dispose();
  }
}
