import { statSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { defineCommand } from "./command.ts";
import { CommandError } from "./command-error.ts";
import { version } from "./version.ts";

/** `saluki dev` */
export const dev = defineCommand({
  name: "dev",
  description: `Serves an application while it is developed. Unforeseen errors are shown with their stack, and the application is
restarted when a source file changes. While it cannot be loaded, requests are answered with the reason.`,
  options: {
    port: {
      kind: "count",
      most: 65_535,
      placeholder: "PORT",
      summary: "the TCP port; 0 lets the system choose a free one",
      fallback: "8000",
    },
    host: {
      kind: "text",
      placeholder: "ADDRESS",
      summary: "the address to listen on; 0.0.0.0 or :: for all of them",
      fallback: "127.0.0.1",
    },
    reloadDir: {
      kind: "texts",
      placeholder: "PATH",
      summary: "a folder to watch for changes; may be repeated",
      fallback: "the working directory",
    },
    accessLog: {
      kind: "choice",
      choices: ["on", "off"],
      summary: "whether a line is printed for each request",
      fallback: "on",
    },
    noReload: { kind: "flag", summary: "do not restart when a file changes" },
  },
  async run({ target, values }) {
    const { port = 8000, host = "127.0.0.1", reloadDir, accessLog = "on", noReload } = values;
    const { findTarget } = await import("./load-app.ts");
    const found = findTarget(target);
    const folders = (reloadDir.length === 0 ? ["."] : reloadDir).map(existingFolder);
    console.log(`Saluki ${version()} serves ${found.file} for development`);
    if (!noReload) {
      const { supervise } = await import("./supervise.ts");
      return supervise({ target, host, port, accessLog }, [...folders, dirname(found.path)]);
    }
    process.env["SALUKI_DEBUG"] = "1";
    const { serve } = await import("./serve.ts");
    const { printAccess } = await import("./access-line.ts");
    const { pageLines, pagesOf } = await import("./pages.ts");
    const { app, server } = await serve(found, {
      host,
      port,
      accessLog: accessLog === "on" ? printAccess : undefined,
    });
    process.stdout.write(`\n${pageLines(pagesOf(app, server.url))}\n`);
    return undefined;
  },
});

function existingFolder(path: string): string {
  const folder = resolve(path);
  if (statSync(folder, { throwIfNoEntry: false })?.isDirectory() !== true) {
    throw new CommandError(`there is no folder ${path} to watch`);
  }
  return folder;
}
