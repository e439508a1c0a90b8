import { join } from "node:path";
import { benchFolder } from "../paths.ts";
import type { ServerCommand } from "../processes/server-process.ts";
import { python } from "../setup/python.ts";

/** One of the servers that are measured. */
export interface Server {
  name: string;
  title: string;
  /** What has to be there before it starts. */
  needs: "peers" | "python" | "saluki";
  /** The packages whose versions the report gives. */
  packages: readonly string[];
  /**
   * @param node The Node.js to run it with.
   * @param programs The folder with the programs.
   */
  command(node: string, programs: string): ServerCommand;
}

const programs = join(benchFolder, "servers");

/** A program in `bench/servers` that Node.js runs as it stands. */
function nodeServer(name: string, title: string, packages: readonly string[]): Server {
  return { name, title, needs: "peers", packages, command };
  function command(node: string): ServerCommand {
    return { command: [node, join(programs, `${name}.mjs`)] };
  }
}

function salukiServer(name: string, title: string, env: Record<string, string>): Server {
  return { name, title, needs: "saluki", packages: [], command };
  function command(node: string, folder: string): ServerCommand {
    return { command: [node, join(folder, "saluki.mjs")], env };
  }
}

/** All of them, in the order of the report and of each round. */
export const servers: readonly Server[] = [
  nodeServer("node-http", "hand-written on node:http", []),
  nodeServer("node-net", "hand-written on node:net", []),
  salukiServer("saluki", "Saluki on its own server", {}),
  salukiServer("saluki-node", "Saluki on node:http", { BENCH_ENGINE: "node" }),
  nodeServer("fastify", "Fastify", ["fastify"]),
  nodeServer("hono", "Hono with zod-openapi on node-server", [
    "hono",
    "@hono/zod-openapi",
    "@hono/node-server",
  ]),
  nodeServer("express", "Express with Zod", ["express"]),
  nodeServer("nest", "NestJS on Fastify", ["@nestjs/core", "@nestjs/platform-fastify"]),
  nodeServer("elysia", "Elysia on Node.js", ["elysia", "@elysiajs/node"]),
  {
    name: "fastapi",
    title: "FastAPI on Uvicorn",
    needs: "python",
    packages: ["fastapi", "uvicorn", "uvloop", "httptools", "pydantic"],
    command: () => ({ command: [python, join(programs, "fastapi_app.py")] }),
  },
];
