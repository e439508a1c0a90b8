import { writeFile } from "node:fs/promises";
import { defineCommand } from "./command.ts";
import { CommandError } from "./command-error.ts";

/** `saluki openapi` */
export const openapi = defineCommand({
  name: "openapi",
  description: `Prints the OpenAPI document of an application as JSON. The application is loaded and not started: no port is
opened, and its lifespan does not run.`,
  options: {
    output: { kind: "text", placeholder: "PATH", summary: "write the document to this file instead" },
  },
  async run({ target, values: { output } }) {
    const { loadQuietly } = await import("./quiet-load.ts");
    const app = await loadQuietly(target);
    const text = `${JSON.stringify(app.openapi(), null, 2)}\n`;
    if (output === undefined) process.stdout.write(text);
    else await write(output, text);
    return 0;
  },
});

async function write(path: string, text: string): Promise<void> {
  try {
    await writeFile(path, text);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new CommandError(`${path} cannot be written: ${REASONS[code ?? ""] ?? (error as Error).message}`);
  }
}

const REASONS: Readonly<Record<string, string>> = {
  ENOENT: "its folder is missing",
  EISDIR: "it is a folder",
  EACCES: "no permission",
  EROFS: "the file system is read-only",
};
