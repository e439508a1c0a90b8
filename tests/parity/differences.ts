/**
 * Recorded exchanges that Saluki answers differently on purpose: `topic/name case`, and why. The document of an
 * application is the case `(openapi)`. docs/fastapi-differences.md tells users of each kind.
 */
export const DIFFERENCES: Readonly<Record<string, string>> = {};
