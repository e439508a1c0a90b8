import { defineCommand } from "./command.ts";
import type { RouteRow } from "./route-list.ts";

/** `saluki routes` */
export const routes = defineCommand({
  name: "routes",
  description: `Lists the routes of an application, those of WebSockets and of mounted applications included. The application is
loaded and not started.`,
  options: {
    json: { kind: "flag", summary: "print an array of JSON objects" },
  },
  async run({ target, values: { json } }) {
    const { loadQuietly } = await import("./quiet-load.ts");
    const { listRoutes } = await import("./route-list.ts");
    const app = await loadQuietly(target);
    // Finds what cannot work together, such as two routes of one path.
    app.compile();
    const rows = listRoutes(app);
    process.stdout.write(json ? `${JSON.stringify(rows, null, 2)}\n` : routeTable(rows));
    return 0;
  },
});

const HEADINGS = ["METHOD", "PATH", "NAME", "TAGS", "DECLARED AT"];

/** The rows as columns of text. */
export function routeTable(rows: readonly RouteRow[]): string {
  if (rows.length === 0) return "The application has no routes.\n";
  const cells = [
    HEADINGS,
    ...rows.map(({ method, path, name, tags, declaredAt }) => [
      method,
      path,
      name ?? "",
      tags.join(", "),
      declaredAt,
    ]),
  ];
  const widths = HEADINGS.map((_, column) => Math.max(...cells.map((row) => row[column]!.length)));
  const lines = cells.map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column]!))
      .join("  ")
      .trimEnd(),
  );
  return `${lines.join("\n")}\n`;
}
