import { findProgram, isExecutable } from "../../processes/command.ts";
import type { Workload } from "../workloads.ts";
import { h2load } from "./h2load.ts";
import { oha } from "./oha.ts";
import { wrk } from "./wrk.ts";

/** What a load generator is asked to do. */
export interface Load {
  /** Scheme, host and port. */
  origin: string;
  workload: Workload;
  /** Kept open, each with one request under way. */
  connections: number;
  seconds: number;
  /** The core it is kept on. */
  core: number | undefined;
}

/** What a load generator counted. */
export interface LoadResult {
  /** Answers received whole. */
  requests: number;
  seconds: number;
  /** Milliseconds under which half, and 99 of 100, of the answers came. */
  p50: number;
  p99: number;
  /** Connections refused or broken, time-outs, and answers with another status than the workload's. */
  failures: number;
}

/** A program that sends requests as fast as they are answered. */
export interface LoadClient {
  name: string;
  version: string;
  run(load: Load): Promise<LoadResult>;
}

const clients = { wrk, oha, h2load };
const preference = ["wrk", "oha", "h2load"] as const;
export type ClientName = (typeof preference)[number];
export const clientNames: readonly ClientName[] = preference;

/**
 * The load generator to use: the one that is named, else the first that is installed. `WRK_PATH`, `OHA_PATH` and
 * `H2LOAD_PATH` say where they are when they are not on the PATH.
 *
 * @throws Error that says what to install, when there is none.
 */
export function chooseClient(name?: ClientName): LoadClient {
  for (const candidate of name === undefined ? preference : [name]) {
    const path = process.env[`${candidate.toUpperCase()}_PATH`] ?? findProgram(candidate);
    if (path !== undefined && isExecutable(path)) return clients[candidate](path);
  }
  throw new Error(
    `No load generator: ${name ?? preference.join(", ")} was not found. Install wrk (in most package managers ` +
      `under this name), or set WRK_PATH, OHA_PATH or H2LOAD_PATH to the program.`,
  );
}
