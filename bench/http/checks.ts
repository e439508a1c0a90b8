import { Agent, type RequestOptions, request } from "node:http";
import { Agent as TlsAgent, request as tlsRequest } from "node:https";
import { certificateAuthority } from "../processes/certificate.ts";
import type { Check, Exchange, Workload } from "./workloads.ts";

/**
 * Sends a workload's checks to a server: what answers wrongly must not be timed.
 *
 * @throws Error that names the server and the request, with what was expected and what came.
 */
export async function checkAnswers(name: string, origin: string, workload: Workload): Promise<void> {
  const agent = workload.tls
    ? new TlsAgent({ keepAlive: true, ca: certificateAuthority() })
    : new Agent({ keepAlive: true });
  try {
    for (const check of workload.checks) {
      const answer = await send(origin, check, agent);
      const right = answer.status === check.status && check.matches(answer.body, answer.contentType);
      if (!right) throw new Error(describe(name, workload, check, answer));
    }
  } finally {
    agent.destroy();
  }
}

interface Answer {
  status: number;
  contentType: string;
  body: string;
}

/** Sends one request and reads its answer. */
export function send(origin: string, exchange: Exchange, agent: Agent): Promise<Answer> {
  const { method, target, body, headers = {} } = exchange;
  const length = body === undefined ? {} : { "content-length": Buffer.byteLength(body) };
  const options: RequestOptions = { agent, method, headers: { ...headers, ...length } };
  const speak = origin.startsWith("https:") ? tlsRequest : request;
  return new Promise((resolve, reject) => {
    const sent = speak(origin + target, options, (response) => {
      const chunks: Buffer[] = [];
      response.on("data", (chunk: Buffer) => chunks.push(chunk));
      response.on("error", reject);
      response.on("end", () => {
        const contentType = response.headers["content-type"] ?? "";
        resolve({ status: response.statusCode ?? 0, contentType, body: Buffer.concat(chunks).toString() });
      });
    });
    sent.setTimeout(10_000, () => sent.destroy(new Error("no answer within 10 s")));
    sent.on("error", (error) => reject(new Error(`${method} ${target}: ${error.message}`)));
    sent.end(body);
  });
}

function describe(name: string, workload: Workload, check: Check, answer: Answer): string {
  return (
    `${name} answers the workload "${workload.name}" wrongly, so nothing is timed.\n` +
    `  ${check.method} ${check.target}\n` +
    `  expected ${check.status} ${check.expectation}\n` +
    `  received ${answer.status} as ${answer.contentType || "nothing"} ${answer.body.slice(0, 300)}`
  );
}
