import type { Saluki } from "../app/index.ts";

const METHODS = ["handle", "startup", "shutdown", "openapi", "listen", "use"] as const;

/**
 * Whether this is an application. By its shape: the user's modules may import another copy of this package than the one
 * that the command belongs to.
 */
export function isApplication(value: unknown): value is Saluki {
  if (typeof value !== "object" || value === null) return false;
  const members = value as Readonly<Record<string, unknown>>;
  return METHODS.every((method) => typeof members[method] === "function");
}
