/** One of the servers that are measured. */
export interface Server {
  name: string;
  title: string;
  /** What it is, for the page of the documentation. */
  about: string;
  runtime: Runtime;
  /** In `bench/servers`. */
  program: string;
  env?: Record<string, string>;
  /** Whether it imports Saluki, which has to be built first. @default false */
  usesSaluki?: boolean;
  /** Whether it speaks TLS itself. @default true */
  speaksTls?: boolean;
  /**
   * Whether it answers everything with a constant: it is not checked, and takes part only in workloads whose floor is
   * measured. @default false
   */
  constant?: boolean;
  /** The packages whose versions the report gives. */
  packages: readonly string[];
}

/** What runs a server. */
export type Runtime = "node" | "bun" | "python";

/** What Node.js and the system take for a request and for a connection that waits: no server on Node.js takes less. */
export const bareNet: Server = {
  name: "bare-net",
  title: "a bare node:net socket",
  about: "no HTTP and no application: answers whatever comes with a constant. The floor for all on Node.js",
  runtime: "node",
  program: "bare-net.mjs",
  constant: true,
  packages: [],
};

/** All of them, in the order of the report and of each round. */
export const servers: readonly Server[] = [
  bareNet,
  {
    name: "node-http",
    title: "hand-written on node:http",
    about: "no framework: an application written by hand that checks bodies and answers with Zod",
    runtime: "node",
    program: "node-http.mjs",
    packages: [],
  },
  {
    name: "node-net",
    title: "hand-written on node:net",
    about: "the same application over the least HTTP that answers the client: a floor, not a server to use",
    runtime: "node",
    program: "node-net.mjs",
    packages: [],
  },
  {
    name: "saluki",
    title: "Saluki",
    about: "on its own HTTP/1.1 server, with Zod schemas",
    runtime: "node",
    program: "saluki.mjs",
    usesSaluki: true,
    packages: [],
  },
  {
    name: "saluki-node",
    title: "Saluki on node:http",
    about: 'the same application with `engine: "node"`',
    runtime: "node",
    program: "saluki.mjs",
    env: { BENCH_ENGINE: "node" },
    usesSaluki: true,
    speaksTls: false,
    packages: [],
  },
  {
    name: "fastify",
    title: "Fastify",
    about: "with a JSON Schema for everything that comes in and goes out",
    runtime: "node",
    program: "fastify.mjs",
    packages: ["fastify"],
  },
  {
    name: "hono",
    title: "Hono",
    about: "with `@hono/zod-openapi` on `@hono/node-server`; its handlers apply the response schemas",
    runtime: "node",
    program: "hono.mjs",
    packages: ["hono", "@hono/zod-openapi", "@hono/node-server"],
  },
  {
    name: "elysia",
    title: "Elysia on Node.js",
    about: "through `@elysiajs/node`, with schemas of its own `t`",
    runtime: "node",
    program: "elysia.mjs",
    packages: ["elysia", "@elysiajs/node"],
  },
  {
    name: "express",
    title: "Express",
    about: "Express 5, with Zod in a middleware",
    runtime: "node",
    program: "express.mjs",
    packages: ["express"],
  },
  {
    name: "nest",
    title: "NestJS on Fastify",
    about: "with its Standard Schema pipe and interceptor, and Zod schemas",
    runtime: "node",
    program: "nest.mjs",
    packages: ["@nestjs/core", "@nestjs/platform-fastify"],
  },
  {
    name: "fastapi",
    title: "FastAPI on Uvicorn",
    about: "with Pydantic models, on Uvicorn with uvloop and httptools",
    runtime: "python",
    program: "fastapi_app.py",
    packages: ["fastapi", "uvicorn", "uvloop", "httptools", "pydantic"],
  },
  {
    name: "bun-serve",
    title: "hand-written on Bun.serve",
    about: "the application written by hand, on Bun's own HTTP and router",
    runtime: "bun",
    program: "bun-serve.mjs",
    packages: [],
  },
  {
    name: "saluki-bun",
    title: "Saluki on Bun",
    about: "the application of Saluki through `app.fetch`, on Bun.serve",
    runtime: "bun",
    program: "saluki-bun.mjs",
    usesSaluki: true,
    packages: [],
  },
  {
    name: "elysia-bun",
    title: "Elysia on Bun",
    about: "the program of Elysia without the adapter: on the run-time it is made for",
    runtime: "bun",
    program: "elysia.mjs",
    packages: ["elysia"],
  },
];
