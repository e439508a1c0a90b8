import type { AccessLogEntry } from "../observability/index.ts";

/** Prints the line of an exchange for the developer who reads along. */
export function printAccess(entry: AccessLogEntry): void {
  process.stdout.write(`${accessLine(entry)}\n`);
}

/** `GET /items/3 200 1.2 ms` */
export function accessLine(entry: AccessLogEntry): string {
  const { method, path, status, durationMs, aborted, refusal, closeCode } = entry;
  let line = method === undefined ? String(status) : `${method} ${path} ${status}`;
  if (durationMs !== undefined) line += ` ${duration(durationMs)}`;
  if (refusal !== undefined) line += ` refused: ${refusal}`;
  if (closeCode !== undefined) line += ` closed with ${closeCode}`;
  else if (aborted) line += " aborted";
  return line;
}

function duration(milliseconds: number): string {
  return milliseconds < 1000 ? `${milliseconds.toFixed(1)} ms` : `${(milliseconds / 1000).toFixed(1)} s`;
}
