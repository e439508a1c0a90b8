import { join } from "node:path";
import { parseArgs } from "node:util";
import { whole, wholes } from "../option-values.ts";
import { benchFolder } from "../paths.ts";
import { megabytes, number, times } from "../reporting/format.ts";
import { median, medianRatio } from "../reporting/statistics.ts";
import { textTable } from "../reporting/table.ts";
import type { Tree } from "../setup/build.ts";
import { otherTree } from "../setup/other-tree.ts";
import { thisTree } from "../setup/this-tree.ts";
import { type Diagnostics, typeCheck } from "./diagnostics.ts";
import { generate, type Subject } from "./generate.ts";

/** The most that an application may cost, as a multiple of its schemas alone. */
const GOAL = 2.5;

export const typesHelp = `npm run bench -- types [options]    how long the compiler takes for an application of many routes

  --routes n,m       how many routes (default: 1000)
  --rounds n         rounds (default: 5)
  --against ref      also with Saluki's types at this git ref
  --single-threaded  one checker: steadier where other work takes the cores
  --limit ratio      fail when the application takes more than this multiple of its schemas' CPU
  --no-build         use the declarations in dist/ as they are`;

/** A program that is checked in each round. */
interface Program {
  title: string;
  subject: Subject;
  folder: string;
  results: Diagnostics[];
}

/** `npm run bench -- types`: type-checks an application, and its schemas without it, in turn. */
export async function benchTypes(args: readonly string[]): Promise<void> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      routes: { type: "string", default: "1000" },
      rounds: { type: "string", default: "5" },
      against: { type: "string" },
      "single-threaded": { type: "boolean", default: false },
      limit: { type: "string" },
      "no-build": { type: "boolean", default: false },
    },
  });
  const limit = values.limit === undefined ? undefined : Number(values.limit);
  if (limit !== undefined && !(limit > 0)) throw new Error(`--limit takes a ratio, not "${values.limit}"`);
  const trees = [await thisTree({ skipBuild: values["no-build"] })];
  if (values.against !== undefined) trees.push(await otherTree(values.against));
  try {
    for (const routes of wholes("--routes", values.routes)) {
      const programs = prepare(trees, routes);
      for (let round = 0; round < whole("--rounds", values.rounds); round++) {
        for (const { folder, results } of programs) {
          results.push(await typeCheck(folder, { singleThreaded: values["single-threaded"] }));
        }
      }
      report(routes, programs, limit);
    }
  } finally {
    for (const tree of trees) tree.dispose();
  }
}

function prepare([tree, ...others]: readonly Tree[], routes: number): Program[] {
  const program = (title: string, subject: Subject, { root }: Tree, label: string): Program => {
    const folder = join(benchFolder, ".linked", `types-${routes}-${label}`);
    generate(folder, root, subject, routes);
    return { title, subject, folder, results: [] };
  };
  return [
    program("bodies, z.infer", "bodies", tree!, "bodies"),
    program("bodies and responses, z.infer", "schemas", tree!, "schemas"),
    program(`application at ${tree!.version}`, "app", tree!, "app"),
    ...others.map((other) => program(`application at ${other.version}`, "app", other, other.version)),
  ];
}

function report(routes: number, programs: readonly Program[], limit: number | undefined): void {
  const values = (program: Program | undefined, field: keyof Diagnostics) =>
    program?.results.map((result) => result[field]) ?? [];
  const base = programs.find(({ subject }) => subject === "schemas");
  const ratio = (program: Program, field: keyof Diagnostics) =>
    medianRatio(values(program, field), values(base, field));

  const head = [
    "program",
    "check s",
    "ratio",
    "total s",
    "ratio",
    "CPU s",
    "ratio",
    "instantiations",
    "ratio",
    "MB",
  ];
  const rows = programs.map((program) => [
    program.title,
    number(median(values(program, "checkTime"))),
    times(ratio(program, "checkTime")),
    number(median(values(program, "totalTime"))),
    times(ratio(program, "totalTime")),
    number(median(values(program, "cpuTime"))),
    times(ratio(program, "cpuTime")),
    number(median(values(program, "instantiations"))),
    times(ratio(program, "instantiations")),
    megabytes(median(values(program, "memoryBytes"))),
  ]);
  console.log(`\nType-checking ${routes} routes, medians of ${base?.results.length} interleaved rounds`);
  console.log(textTable(head, rows));

  const app = programs.find(({ subject }) => subject === "app")!;
  const time = ratio(app, "checkTime");
  const cpu = ratio(app, "cpuTime");
  // CPU is judged where it is known: the same run after run, also on a machine that has other work to do.
  const judged = Number.isNaN(cpu) ? time : cpu;
  const verdict = judged <= GOAL ? "reached" : "missed";
  console.log(
    `The application takes ${times(cpu)} the CPU of its schemas alone, ${times(time)} their check time; ` +
      `goal ${times(GOAL)}: ${verdict}.`,
  );
  if (limit !== undefined && judged > limit) {
    console.error(`The limit of ${times(limit)} is exceeded.`);
    process.exitCode = 1;
  }
}
