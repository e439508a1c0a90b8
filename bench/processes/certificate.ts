import { readFileSync } from "node:fs";
import { join } from "node:path";
import { repository } from "../paths.ts";

const file = (name: string) => join(repository, "tests", "server", "certificates", name);

/** Names the certificate of the tests, self-signed for 127.0.0.1, to a server that has to speak TLS. */
export const certificateEnv = {
  BENCH_TLS_CERT: file("localhost.crt"),
  BENCH_TLS_KEY: file("localhost.key"),
};

/** What a client trusts that talks to it. */
export const certificateAuthority = (): string => readFileSync(certificateEnv.BENCH_TLS_CERT, "utf8");
