import { execFile } from "node:child_process";
import { pathToFileURL } from "node:url";

/**
 * Adds to a syntax error the file, line and code where it is. Node tells them to the terminal when such an error ends
 * the process, but not to who catches it from `import()`. So another process is made to end by it: it only links the
 * module, behind one that throws, and so runs nothing of the user's.
 */
export async function locateSyntaxError(error: unknown, path: string): Promise<unknown> {
  if (!(error instanceof SyntaxError) || !error.stack?.startsWith("SyntaxError: ")) return error;
  // `JSON.parse` in the user's code has a place already.
  if (error.stack.split("\n").some((line) => /^\s+at /.test(line) && !line.includes("node:"))) return error;
  const link = `import "data:text/javascript,throw 0"; import ${JSON.stringify(pathToFileURL(path).href)};`;
  const printed = await errorOutput([...process.execArgv, "--input-type=module", "--eval", link]);
  const end = printed.indexOf(`SyntaxError: ${error.message}`);
  const place = printed.slice(0, Math.max(0, end));
  if (/^file:.*:\d+\r?\n/.test(place)) error.stack = place + error.stack;
  return error;
}

function errorOutput(args: readonly string[]): Promise<string> {
  return new Promise((resolve) => {
    execFile(process.execPath, args, { timeout: 5000 }, (_, __, stderr) => resolve(stderr));
  });
}
