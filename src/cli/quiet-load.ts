import type { Saluki } from "../app/index.ts";
import { findTarget, loadApplication } from "./load-app.ts";

/**
 * Loads an application for a command that prints something about it. What the application's modules print meanwhile goes
 * to standard error, so that standard output holds the answer only.
 */
export async function loadQuietly(target: string): Promise<Saluki> {
  const found = findTarget(target);
  const { stdout, stderr } = process;
  const { write } = stdout;
  stdout.write = stderr.write.bind(stderr);
  try {
    return await loadApplication(found);
  } finally {
    stdout.write = write;
  }
}
