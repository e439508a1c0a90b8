import type { Command } from "./command.ts";

/** A command as the list of them needs it; the rest is loaded when it is called. */
export interface CommandEntry {
  readonly summary: string;
  readonly load: () => Promise<Command>;
}

/** All commands, by name, in the order of the help. */
export const COMMANDS: Readonly<Record<string, CommandEntry>> = {
  dev: {
    summary: "serve an application while it is developed: restart on change, show errors",
    load: async () => (await import("./dev.ts")).dev,
  },
  run: {
    summary: "serve an application in production",
    load: async () => (await import("./run.ts")).run,
  },
  routes: {
    summary: "list the routes of an application, and where they are declared",
    load: async () => (await import("./routes.ts")).routes,
  },
  openapi: {
    summary: "print the OpenAPI document of an application",
    load: async () => (await import("./openapi.ts")).openapi,
  },
};
