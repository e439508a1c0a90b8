import { parseArgs } from "node:util";
import { named, whole, wholes } from "../option-values.ts";
import { type ClientName, clientNames } from "./clients/client.ts";
import { type Server, servers } from "./servers.ts";
import { type Workload, workloads } from "./workloads.ts";

/** What is asked of a run. */
export interface HttpOptions {
  servers: readonly Server[];
  workloads: readonly Workload[];
  /** In place of the numbers that each workload has of its own. */
  connections: readonly number[] | undefined;
  duration: number;
  warmUp: number;
  rounds: number;
  base: string;
  /** A git ref to measure Saluki against. */
  against: string | undefined;
  node: string;
  client: ClientName | undefined;
  pin: boolean;
  skipBuild: boolean;
  checkOnly: boolean;
  json: string | undefined;
  markdown: string | undefined;
}

export const httpHelp = `npm run bench -- [options]          how much CPU, how many requests per second

  --servers a,b      ${servers.map(({ name }) => name).join(" ")} (default: all)
  --workloads a,b    ${workloads.map(({ name }) => name).join(" ")} (default: all)
  --connections n,m  connections kept open (default: 64; json and post also with 1000)
  --duration s       seconds of a round (default: 2)
  --warm-up s        seconds under load before the first round (default: 2)
  --rounds n         rounds (default: 3)
  --base name        what ratios refer to (default: fastify; with --against, Saluki at that ref)
  --against ref      also build Saluki at this git ref and measure it (--servers then defaults to saluki)
  --node path        the Node.js to run the servers with (default: this one)
  --client name      ${clientNames.join(" ")} (default: the first that is installed)
  --no-pin           leave the choice of cores to the system
  --no-build         measure dist/ as it is
  --check            only check that all servers answer rightly
  --json path        where the numbers go (default: bench/results/http.json)
  --markdown path    also write the page for the documentation`;

/** @throws Error that names the option that is wrong and what it may be. */
export function parseHttpOptions(args: readonly string[]): HttpOptions {
  const { values } = parseArgs({
    args: [...args],
    options: {
      servers: { type: "string" },
      workloads: { type: "string" },
      connections: { type: "string" },
      duration: { type: "string", default: "2" },
      "warm-up": { type: "string", default: "2" },
      rounds: { type: "string", default: "3" },
      base: { type: "string" },
      against: { type: "string" },
      node: { type: "string", default: process.execPath },
      client: { type: "string" },
      "no-pin": { type: "boolean", default: false },
      "no-build": { type: "boolean", default: false },
      check: { type: "boolean", default: false },
      json: { type: "string" },
      markdown: { type: "string" },
    },
  });
  const { against } = values;
  const base = values.base ?? (against === undefined ? "fastify" : `saluki@${against}`);
  const chosen = values.servers ?? (against === undefined ? undefined : "saluki");
  const client =
    values.client === undefined ? [] : named("--client", values.client, clientNames.map(asNamed));
  return {
    servers: named("--servers", chosen, servers),
    workloads: named("--workloads", values.workloads, workloads),
    connections: values.connections === undefined ? undefined : wholes("--connections", values.connections),
    duration: whole("--duration", values.duration),
    warmUp: whole("--warm-up", values["warm-up"]),
    rounds: whole("--rounds", values.rounds),
    base,
    against,
    node: values.node,
    client: client[0]?.name,
    pin: !values["no-pin"],
    skipBuild: values["no-build"],
    checkOnly: values.check,
    json: values.json,
    markdown: values.markdown,
  };
}

const asNamed = <Name extends string>(name: Name) => ({ name });
