import type { $ZodType } from "zod/v4/core";

/** What an author said of a schema with `.meta()` or `.describe()`. */
export interface ZodMeta {
  readonly id?: string | undefined;
  readonly title?: string | undefined;
  readonly description?: string | undefined;
  readonly deprecated?: boolean | undefined;
  readonly examples?: unknown;
  readonly [key: string]: unknown;
}

interface Registry {
  get(schema: $ZodType): ZodMeta | undefined;
}

/**
 * The metadata of a schema from Zod's global registry. The registry is read from where Zod keeps it for all of its
 * copies, so that nothing of Zod has to be loaded here for applications that use another library.
 */
export function zodMeta(schema: $ZodType): ZodMeta | undefined {
  return (globalThis as { readonly __zod_globalRegistry?: Registry }).__zod_globalRegistry?.get(schema);
}
