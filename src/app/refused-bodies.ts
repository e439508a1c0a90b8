import type { Logger } from "../observability/index.ts";
import type { Operation } from "../routing/index.ts";

/** Limits that were set in several places, in bytes. */
export interface BodyLimits {
  /** Those of routes, as far as they have any. */
  readonly operations: readonly Operation[];
  /** Of the application. */
  readonly maxBodySize: number | undefined;
  /** Of the server. */
  readonly maxBodyBytes: number;
}

/** Warns of bodies that the application would take and its server refuses: else the first client to send one finds out. */
export function warnOfRefusedBodies(logger: Logger, limits: BodyLimits): void {
  const { operations, maxBodySize, maxBodyBytes } = limits;
  const routes = operations
    .filter(({ methods }) => methods.some((method) => method !== "GET" && method !== "HEAD"))
    .map(({ methods, template, options }) => ({
      method: methods.join(", "),
      route: template.source,
      maxBodySize: options.maxBodySize,
    }));
  for (const place of [{ maxBodySize }, ...routes]) {
    const wanted = place.maxBodySize ?? 0;
    // Infinity is as much as the server takes.
    if (wanted <= maxBodyBytes || wanted === Number.POSITIVE_INFINITY) continue;
    logger.warn(
      { ...place, maxBodyBytes },
      "the server refuses bodies that the application would take: raise its maxBodyBytes",
    );
  }
}
