import { spawnSync } from "node:child_process";
import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** Python with FastAPI, in a virtual environment of its own, or why there is none. */
export type Environment = { readonly python: string } | { readonly leftOut: string };

/**
 * Sets up `.venv` in the folder as its requirements.txt says, where that has not been done before.
 *
 * @throws Error when the packages cannot be installed
 */
export function setUpEnvironment(folder: string): Environment {
  const venv = join(folder, ".venv");
  const windows = process.platform === "win32";
  const python = join(venv, windows ? "Scripts/python.exe" : "bin/python");
  const requirements = readFileSync(join(folder, "requirements.txt"), "utf8");
  const installed = join(venv, "installed.txt");
  if (existsSync(python) && existsSync(installed) && readFileSync(installed, "utf8") === requirements) {
    return { python };
  }
  const system = windows ? "python" : "python3";
  const version = spawnSync(system, ["-c", "import sys; print('%d.%d' % sys.version_info[:2])"], {
    encoding: "utf8",
  });
  if (version.status !== 0) return { leftOut: `there is no Python 3 (\`${system}\`)` };
  const [major = 0, minor = 0] = version.stdout.trim().split(".").map(Number);
  if (major !== 3 || minor < 10) {
    return { leftOut: `FastAPI needs Python 3.10, and this is ${version.stdout.trim()}` };
  }
  rmSync(venv, { recursive: true, force: true });
  console.log("Setting up FastAPI in a virtual environment ...");
  const made = spawnSync(system, ["-m", "venv", venv], { encoding: "utf8" });
  if (made.status !== 0)
    return { leftOut: `Python cannot make a virtual environment: ${made.stderr.trim()}` };
  const pip = spawnSync(
    python,
    [
      "-m",
      "pip",
      "install",
      "--quiet",
      "--disable-pip-version-check",
      "-r",
      join(folder, "requirements.txt"),
    ],
    { stdio: ["ignore", "inherit", "inherit"] },
  );
  if (pip.status !== 0) throw new Error("pip could not install tests/parity/live/requirements.txt");
  writeFileSync(installed, requirements);
  return { python };
}
