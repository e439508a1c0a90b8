/**
 * Replays the exchanges that were recorded from FastAPI against the same applications written in Saluki.
 *
 *   npm run parity [-- FILTER ...] [--brief]
 *
 * FILTER is a part of `topic/name` of an application. PARITY_DIR is the folder of the recordings.
 * Ends with `N passed, N failed`; a case listed in differences.ts has to differ, or it fails as well.
 */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { HttpRequest, type Saluki } from "saluki";
import { DIFFERENCES } from "./differences.ts";

interface RecordedRequest {
  method: string;
  path: string;
  scheme?: string;
  headers: [string, string][];
  body: Buffer | null;
}

interface RecordedResponse {
  status: number;
  headers: [string, string][];
  body: Buffer;
}

interface Target {
  send(request: RecordedRequest): Promise<RecordedResponse>;
  websocket(...args: unknown[]): Promise<unknown>;
  close(): Promise<void>;
}

interface Mismatch {
  exchange?: number;
  request?: string;
  pointer: string;
  expected: unknown;
  got: unknown;
}

interface Outcome {
  results: {
    name: string;
    status: "passed" | "failed" | "skipped";
    reason?: string;
    mismatches: Mismatch[];
  }[];
  openapi: { equal: boolean; differences: Mismatch[] } | null;
}

interface Replay {
  replay(
    file: string,
    factory: (recorded: { name: string; lifespan: boolean }) => Promise<Target>,
    options: { openapi: boolean },
  ): Promise<Outcome>;
  socketTarget(url: string): Omit<Target, "close">;
}

const here = dirname(fileURLToPath(import.meta.url));
const root = join(here, "../..");
const corpus = process.env.PARITY_DIR ?? join(root, "../shared/parity");
if (!existsSync(join(corpus, "replay.mjs"))) {
  console.log(`parity: left out, there are no recordings at ${relative(root, corpus)} (set PARITY_DIR)`);
  process.exit(0);
}
const { replay, socketTarget } = (await import(pathToFileURL(join(corpus, "replay.mjs")).href)) as Replay;

const args = process.argv.slice(2);
const brief = args.includes("--brief");
const filters = args.filter((arg) => !arg.startsWith("--"));

/** A fresh application behind a socket; what a plain socket cannot carry (https) goes to it directly. */
async function target(app: Saluki): Promise<Target> {
  const server = await app.listen({ port: 0 });
  const socket = socketTarget(server.url);
  return {
    send: (request) => (request.scheme === "https" ? direct(app, request) : socket.send(request)),
    websocket: socket.websocket,
    close: () => server.close(),
  };
}

async function direct(
  app: Saluki,
  { method, path, headers, body }: RecordedRequest,
): Promise<RecordedResponse> {
  const withHost: [string, string][] = headers.some(([name]) => name === "host")
    ? headers
    : [["host", "testserver"], ...headers];
  const request = new HttpRequest({
    method,
    target: path,
    headers: withHost,
    body,
    connection: { scheme: "https" },
  });
  const response = await app.handle(request);
  const pieces: Uint8Array[] = [];
  const { body: content } = response;
  if (typeof content === "string" || content instanceof Uint8Array) pieces.push(Buffer.from(content));
  else if (content !== null) for await (const piece of content) pieces.push(Buffer.from(piece));
  await request.finish();
  return { status: response.status, headers: [...response.headers], body: Buffer.concat(pieces) };
}

let passed = 0;
let failed = 0;
const differing = new Set<string>();
const missing: string[] = [];

function count(id: string, mismatches: Mismatch[], ok: boolean): void {
  const reason = DIFFERENCES[id];
  if (reason !== undefined) differing.add(id);
  if (ok !== (reason === undefined)) {
    failed++;
    console.log(
      `FAILED ${id}${reason === undefined ? "" : " (listed as a difference, and does not differ)"}`,
    );
    if (!brief) for (const one of mismatches.slice(0, 8)) console.log(`   ${show(one)}`);
  } else passed++;
}

function show({ request, pointer, expected, got }: Mismatch): string {
  const text = (value: unknown) => (value === undefined ? "(absent)" : JSON.stringify(value)).slice(0, 500);
  return `${request ?? ""} ${pointer}\n      expected ${text(expected)}\n      got      ${text(got)}`;
}

for (const file of (readdirSync(join(corpus, "cases"), { recursive: true }) as string[])
  .filter((file) => file.endsWith(".json"))
  .sort()) {
  const name = file.replace(/\.json$/, "");
  if (filters.length > 0 && !filters.some((filter) => name.includes(filter))) continue;
  const module = join(here, "apps", `${name}.ts`);
  const cases = JSON.parse(readFileSync(join(corpus, "cases", file), "utf8")) as {
    cases: unknown[];
    openapi: unknown;
  };
  if (!existsSync(module)) {
    missing.push(name);
    failed += cases.cases.length + (cases.openapi === null ? 0 : 1);
    continue;
  }
  // The case tells the applications apart where one recording is of several small ones.
  const { default: make } = (await import(pathToFileURL(module).href)) as {
    default: (recordedCase: string) => Saluki | Promise<Saluki>;
  };
  const outcome = await replay(join(corpus, "cases", file), async ({ name }) => target(await make(name)), {
    openapi: true,
  });
  for (const { name: caseName, status, reason, mismatches } of outcome.results) {
    const shown =
      status === "skipped" ? [{ pointer: "#skipped", expected: "a run", got: reason }] : mismatches;
    count(`${name} ${caseName}`, shown, status === "passed");
  }
  if (outcome.openapi !== null)
    count(`${name} (openapi)`, outcome.openapi.differences, outcome.openapi.equal);
}

if (missing.length > 0)
  console.log(`not written yet: ${missing.length} applications${brief ? "" : `\n  ${missing.join("\n  ")}`}`);
if (filters.length === 0) {
  for (const id of Object.keys(DIFFERENCES))
    if (!differing.has(id)) console.log(`differences.ts lists ${id}, which is no case`);
}
console.log(`${differing.size} of the cases differ on purpose (differences.ts)`);
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed > 0 ? 1 : 0;
