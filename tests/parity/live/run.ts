/**
 * Sends generated requests to FastAPI and to the same application in Saluki, and compares the answers.
 *
 *   npm run parity:live [-- FILTER ...] [--runs N] [--seed N] [--all]
 *
 * FILTER is a part of `source/kind`, such as `query/` or `/date`. `--runs` is the number of requests for each route,
 * `--seed` repeats an earlier run, and `--all` shows every sort of disagreement and not the most frequent ones.
 * Fails when less than 99 % of the requests are accepted or refused alike, or less than 95 % of those that both refuse
 * are refused with the same codes at the same places.
 */
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import fc from "fast-check";
import { compare } from "./compare.ts";
import { setUpEnvironment } from "./environment.ts";
import { printReport } from "./report.ts";
import { type LiveRequest, type Route, requestsOf } from "./requests.ts";
import { Tally } from "./tally.ts";
import { Twin } from "./twin.ts";

const DEFAULT_RUNS = 30;
/** Requests that are under way at a time. */
const CONCURRENCY = 8;
const GOAL = { verdicts: 99, errors: 95 };

const { values: options, positionals: filters } = parseArgs({
  allowPositionals: true,
  options: { runs: { type: "string" }, seed: { type: "string" }, all: { type: "boolean" } },
});
const runs = wholeNumber("--runs", options.runs) ?? DEFAULT_RUNS;
const seed = wholeNumber("--seed", options.seed) ?? Math.floor(Math.random() * 2 ** 31);

const here = dirname(fileURLToPath(import.meta.url));
const environment = setUpEnvironment(here);
if ("leftOut" in environment) console.log(`parity:live: left out, ${environment.leftOut}`);
else process.exitCode = await run(environment.python);

async function run(python: string): Promise<number> {
  console.log(`seed ${seed}, ${runs} requests for each route`);
  const twins = await Promise.all([
    Twin.start("FastAPI", python, [join(here, "app.py")]),
    Twin.start("Saluki", process.execPath, [
      ...["--conditions=saluki-source", "--import", "tsx"],
      join(here, "app.ts"),
    ]),
  ]);
  try {
    const [fastapi, saluki] = twins;
    const tally = new Tally();
    for (const route of await commonRoutes(fastapi, saluki)) {
      const pending = fc.sample(requestsOf(route), { numRuns: runs, seed: seedOf(route) });
      const send = async (request: LiveRequest) =>
        tally.add(
          compare(route, request, ...(await Promise.all([fastapi.send(request), saluki.send(request)]))),
        );
      await eachOf(pending, send);
    }
    return printReport(tally, { goal: GOAL, all: options.all === true }) ? 0 : 1;
  } finally {
    await Promise.all(twins.map((twin) => twin.stop()));
  }
}

/** The routes that both describe. @throws Error when one has a route that the other has not */
async function commonRoutes(...twins: readonly Twin[]): Promise<Route[]> {
  const document: LiveRequest = { method: "GET", target: "/openapi.json", headers: [], body: undefined };
  const [theirs, ours] = await Promise.all(
    twins.map(async (twin) => Object.keys(JSON.parse((await twin.send(document)).body).paths).sort()),
  );
  if (theirs!.join() !== ours!.join()) {
    const onlyOne = [...theirs!, ...ours!].filter((path) => !theirs!.includes(path) || !ours!.includes(path));
    throw new Error(`app.py and app.ts have not the same routes: ${onlyOne.join(", ")}`);
  }
  return theirs!
    .map((path) => path.split("/"))
    .map(([, source, kind]) => ({ source: source!, kind: kind! }))
    .filter(({ source, kind }) => filters.every((filter) => `${source}/${kind}`.includes(filter)));
}

/** A route's requests do not hang on which other routes are asked. */
function seedOf({ source, kind }: Route): number {
  let hash = seed;
  for (const character of `${source}/${kind}`) hash = (hash * 31 + character.charCodeAt(0)) | 0;
  return hash;
}

async function eachOf<T>(items: readonly T[], work: (item: T) => Promise<void>): Promise<void> {
  const rest = items.values();
  const worker = async () => {
    for (const item of rest) await work(item);
  };
  await Promise.all(Array.from({ length: CONCURRENCY }, worker));
}

function wholeNumber(name: string, text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  if (/^-?\d{1,10}$/.test(text)) return Number(text);
  throw new Error(`${name} takes a whole number, not ${JSON.stringify(text)}`);
}
