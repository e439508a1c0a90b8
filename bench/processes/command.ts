import { execFile, execFileSync } from "node:child_process";
import { accessSync, constants } from "node:fs";
import { delimiter, join } from "node:path";

/** Runs a program to its end and gives what it printed. Throws with its error output when it fails. */
export function run(program: string, args: readonly string[], cwd?: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = execFile(program, args, { cwd, maxBuffer: 1 << 28 }, (error, stdout, stderr) => {
      process.off("exit", kill);
      if (error === null) return resolve(stdout);
      const output = (stderr + stdout).trim().slice(-2000);
      reject(new Error(`${program} ${args.join(" ")} failed: ${output || error.message}`));
    });
    const kill = () => child.kill();
    process.on("exit", kill);
  });
}

/** The first line that a program prints, both channels counted; `undefined` where it cannot be run. */
export function firstLine(program: string, args: readonly string[], cwd?: string): string | undefined {
  try {
    const output = execFileSync(program, args, {
      cwd,
      encoding: "utf8",
      stdio: ["ignore", "pipe", "ignore"],
    });
    return output.split("\n")[0]?.trim();
  } catch (error) {
    const { stdout } = error as { stdout?: string };
    return stdout?.split("\n")[0]?.trim() || undefined;
  }
}

/** Where a program is found on the PATH. */
export function findProgram(name: string): string | undefined {
  const folders = (process.env["PATH"] ?? "").split(delimiter);
  return folders.map((folder) => join(folder, name)).find(isExecutable);
}

export function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
