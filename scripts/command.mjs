// Runs other programs for the scripts of this folder.
import { spawn, spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

/** The folder of the project, with a separator at its end. */
export const ROOT = fileURLToPath(new URL("..", import.meta.url));

/** The JavaScript file behind the command of an installed package; `tool("typescript", "tsc")`. */
export function tool(packageName, command = packageName) {
  const folder = join(ROOT, "node_modules", packageName);
  const { bin } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
  return join(folder, typeof bin === "string" ? bin : bin[command]);
}

/**
 * Runs Node with these arguments until it ends, on the terminal that this process has. Gives its exit code.
 * Signals that ask this process to end are handed on, so that a server can finish what it does.
 */
export function runNode(args, options = {}) {
  const child = spawn(process.execPath, args, { cwd: ROOT, stdio: "inherit", ...options });
  const handOn = (signal) => {
    // Ctrl-C at a terminal reaches the child by itself; a second one would tell it to hurry.
    if (signal === "SIGTERM" || !process.stdin.isTTY) child.kill(signal);
  };
  const signals = ["SIGINT", "SIGTERM"];
  for (const signal of signals) process.on(signal, handOn);
  // npm runs a command in a shell, and a SIGTERM to npm ends that shell without a word to what runs in it. Being
  // adopted by another parent is then the only sign, and a server left behind would keep its port.
  const parent = process.ppid;
  const watch = setInterval(() => {
    if (process.ppid !== parent) child.kill("SIGTERM");
  }, 500);
  return new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("close", (code) => {
      clearInterval(watch);
      for (const signal of signals) process.off(signal, handOn);
      resolve(code ?? 1);
    });
  });
}

/** Runs npm and waits. Throws when it fails; gives what it printed where `capture` is set. */
export function npm(args, { cwd = ROOT, capture = false } = {}) {
  // Under `npm run`, npm says where it is; else it is on the path, on Windows as a batch file.
  const cli = process.env.npm_execpath;
  const [command, first] = cli?.endsWith(".js") ? [process.execPath, [cli]] : ["npm", []];
  const result = spawnSync(command, [...first, ...args], {
    cwd,
    encoding: "utf8",
    stdio: ["ignore", capture ? "pipe" : "inherit", "inherit"],
    shell: command === "npm" && process.platform === "win32",
  });
  if (result.error !== undefined) throw result.error;
  if (result.status !== 0) throw new Error(`npm ${args.join(" ")} ended with code ${result.status}`);
  return result.stdout ?? "";
}
