import { EXPOSITION_TYPE, exposition } from "./exposition.ts";
import { metricsOf } from "./metrics.ts";
import type { PoolStats } from "./pool.ts";

/** What the endpoint tells about. */
export interface Observed {
  /** Seconds since the master was started. */
  readonly uptime: number;
  /** Whether the whole is on its way out: it serves, and should be given no more. */
  readonly isStopping: boolean;
  stats(): PoolStats;
}

/** The metrics endpoint of the master: `/metrics`, `/live`, `/ready`. */
export function metricsEndpoint(observed: Observed): (request: Request) => Response {
  return ({ method, url }) => {
    const answer = ANSWERS[new URL(url).pathname];
    if (answer === undefined) return text(404, "/metrics, /live or /ready\n");
    if (method !== "GET" && method !== "HEAD") return text(405, "", { allow: "GET, HEAD" });
    return answer(observed);
  };
}

const ANSWERS: Readonly<Record<string, (observed: Observed) => Response>> = {
  "/metrics": (observed) =>
    text(200, exposition(metricsOf(observed.stats(), observed.uptime)), { "content-type": EXPOSITION_TYPE }),
  "/live": () => text(200, "live\n"),
  "/ready": (observed) => {
    const isReady = !observed.isStopping && observed.stats().workers.ready > 0;
    return isReady ? text(200, "ready\n") : text(503, "not ready\n");
  },
};

function text(status: number, body: string, headers: Readonly<Record<string, string>> = {}): Response {
  return new Response(body, {
    status,
    headers: { "content-type": "text/plain; charset=utf-8", "cache-control": "no-store", ...headers },
  });
}
