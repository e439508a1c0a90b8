import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { benchFolder } from "../paths.ts";
import { firstLine, run } from "../processes/command.ts";

const environment = join(benchFolder, ".venv");
/** The interpreter of the virtual environment in `bench/.venv`. */
export const python = join(environment, "bin", "python");
const stamp = join(environment, "installed.txt");

/**
 * Makes `bench/.venv` with FastAPI and Uvicorn, when it is missing or out of date.
 *
 * @returns Why it cannot be had; `undefined` when it is there.
 */
export async function installPython(): Promise<string | undefined> {
  const requirements = readFileSync(join(benchFolder, "requirements.txt"), "utf8");
  if (existsSync(stamp) && readFileSync(stamp, "utf8") === requirements) return undefined;
  const system = ["python3", "python"].find((name) => firstLine(name, ["--version"])?.startsWith("Python 3"));
  if (system === undefined) return "Python 3 is not installed";
  console.error("Installing FastAPI and Uvicorn in bench/.venv ...");
  try {
    await run(system, ["-m", "venv", environment]);
    await run(python, ["-m", "pip", "install", "--quiet", "-r", join(benchFolder, "requirements.txt")]);
  } catch (error) {
    return `FastAPI could not be installed: ${error instanceof Error ? error.message : error}`;
  }
  writeFileSync(stamp, requirements);
  return undefined;
}
