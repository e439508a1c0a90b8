import { run } from "../processes/command.ts";
import { pinned } from "../processes/cores.ts";

/** What it takes to import modules in a fresh process, in milliseconds. */
export interface ImportTime {
  /** Of the imports alone. */
  imports: number;
  /** Of the process from its start to its end. */
  process: number;
}

/**
 * Imports modules in a process of its own.
 *
 * @param folder From where the modules are resolved.
 */
export async function importTime(
  node: string,
  modules: readonly string[],
  folder: string,
  core: number | undefined,
): Promise<ImportTime> {
  const imports = modules.map((name) => `await import(${JSON.stringify(name)});`).join(" ");
  const script = `const start = performance.now(); ${imports} console.log(performance.now() - start); process.exit();`;
  const [program, ...args] = pinned(core, [node, "--input-type=module", "--eval", script]);
  const start = performance.now();
  const output = await run(program, args, folder);
  return { imports: Number(output), process: performance.now() - start };
}
