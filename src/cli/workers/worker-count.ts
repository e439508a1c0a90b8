import { availableParallelism } from "node:os";
import { countOf } from "../parse-arguments.ts";
import { UsageError } from "../usage-error.ts";

/**
 * How many worker processes are asked for: by `--workers`, else by `WEB_CONCURRENCY`, which other servers and many
 * platforms know; else one. `auto` is one for each core that this process may use.
 *
 * @throws UsageError
 */
export function workerCount(
  given: string | undefined,
  env: Readonly<Record<string, string | undefined>>,
): number {
  if (given !== undefined) return numberOf("--workers", given);
  const fromEnv = env["WEB_CONCURRENCY"] || "1";
  return numberOf("the environment variable WEB_CONCURRENCY", fromEnv);
}

function numberOf(name: string, text: string): number {
  if (text === "auto") return availableParallelism();
  if (/^0*$/.test(text)) throw new UsageError(`${name} is a number from 1 on, or auto`);
  return countOf(name, text);
}
