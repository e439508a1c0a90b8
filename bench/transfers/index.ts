import { once } from "node:events";
import { type ClientRequest, request as httpRequest, type IncomingMessage } from "node:http";
import { request as httpsRequest } from "node:https";
import { join } from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { parseArgs } from "node:util";
import { whole } from "../option-values.ts";
import { benchFolder } from "../paths.ts";
import { ServerProcess } from "../processes/server-process.ts";
import { megabytes, number } from "../reporting/format.ts";
import { textTable } from "../reporting/table.ts";

export const transfersHelp = `npm run bench -- transfers [options]  how much memory a server takes for one long body, streamed

  --mebibytes n      length of the body (default: 2048)
  --node path        the Node.js to run the servers with (default: this one)`;

const KINDS = [
  { name: "saluki", env: { ENGINE: "saluki", TLS: "off" } },
  { name: "saluki, TLS", env: { ENGINE: "saluki", TLS: "on" } },
  { name: "node:http", env: { ENGINE: "node", TLS: "off" } },
];

/** `npm run bench -- transfers` */
export async function benchTransfers(args: readonly string[]): Promise<void> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      mebibytes: { type: "string", default: "2048" },
      node: { type: "string", default: process.execPath },
    },
  });
  const length = whole("--mebibytes", values.mebibytes) * 1_048_576;
  const rows: string[][] = [];
  for (const { name, env } of KINDS) {
    for (const direction of ["upload", "download"] as const) {
      rows.push([`${name}, ${direction}`, ...(await measure(direction, length, values.node, env))]);
    }
  }
  console.log(
    `\nPeak of the resident memory of a server, before and after one body of ${values.mebibytes} MiB`,
  );
  console.log(textTable(["server", "before MB", "after MB", "MB/s"], rows));
}

async function measure(
  direction: "upload" | "download",
  length: number,
  node: string,
  env: Record<string, string>,
): Promise<string[]> {
  const server = await ServerProcess.start(
    {
      command: [
        node,
        "--conditions=saluki-source",
        "--import",
        "tsx",
        join(benchFolder, "transfers", "server.ts"),
      ],
      env,
    },
    undefined,
  );
  const open = (path: string, method = "GET"): ClientRequest => {
    const { port } = new URL(server.origin);
    const options = { port, host: "127.0.0.1", path, method, agent: false, rejectUnauthorized: false };
    return env["TLS"] === "on" ? httpsRequest(options) : httpRequest(options);
  };
  const peak = async () => Number(await textOf(await answerTo(open("/peak").end())));
  try {
    // A short one first: what is measured is what the length adds, not what the first of them compiles.
    await transfer(open, direction, 16 * 1_048_576);
    const before = await peak();
    const start = performance.now();
    await transfer(open, direction, length);
    const seconds = (performance.now() - start) / 1000;
    return [megabytes(before), megabytes(await peak()), number(length / 1e6 / seconds)];
  } finally {
    await server.stop();
  }
}

async function transfer(
  open: (path: string, method?: string) => ClientRequest,
  direction: "upload" | "download",
  length: number,
): Promise<void> {
  let arrived = 0;
  if (direction === "upload") {
    const outgoing = open("/upload", "POST");
    outgoing.setHeader("content-length", length);
    const answer = answerTo(outgoing);
    await pipeline(Readable.from(zeros(length)), outgoing);
    arrived = Number(await textOf(await answer));
  } else {
    for await (const piece of await answerTo(open(`/download?${length}`).end())) arrived += piece.length;
  }
  if (arrived !== length) throw new Error(`of ${length} bytes ${arrived} have arrived`);
}

async function* zeros(length: number): AsyncGenerator<Uint8Array> {
  const piece = new Uint8Array(65_536);
  for (let left = length; left > 0; left -= piece.length)
    yield piece.subarray(0, Math.min(left, piece.length));
}

async function answerTo(outgoing: ClientRequest): Promise<IncomingMessage> {
  const [incoming] = (await once(outgoing, "response")) as [IncomingMessage];
  return incoming;
}

async function textOf(incoming: IncomingMessage): Promise<string> {
  let text = "";
  for await (const piece of incoming) text += String(piece);
  return text;
}
