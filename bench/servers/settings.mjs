import { readFileSync } from "node:fs";

/** How many numbered routes `/resourceN/{id}` the server has to have, beside those that all have. */
export const numberedRoutes = Number(process.env.BENCH_ROUTES ?? 0);

const { BENCH_TLS_CERT, BENCH_TLS_KEY } = process.env;

/** The certificate and its key, where the server has to speak TLS. */
export const tls =
  BENCH_TLS_CERT === undefined || BENCH_TLS_KEY === undefined
    ? undefined
    : { cert: readFileSync(BENCH_TLS_CERT, "utf8"), key: readFileSync(BENCH_TLS_KEY, "utf8") };

/** Tells the harness, which waits for this line, on which port the server listens. */
export function announce(port) {
  console.log(`listening ${port}`);
}

/** A field that no response schema declares: it must never reach the client. */
export const INTERNAL = { internal: "margin 12 %" };
