import type { $ZodType } from "zod/v4/core";

/**
 * An issue as Zod's parser leaves it, before it is made into an error: it still holds who raised it. Issues inside of
 * a failed union are finished ones: they have a message, and neither `inst` nor `schema`.
 */
export interface ZodIssue {
  readonly code: string;
  readonly path?: readonly PropertyKey[] | undefined;
  readonly input?: unknown;
  readonly message?: string | undefined;
  /** The schema or check that raised it. */
  readonly inst?: Raiser | undefined;
  /** The schema that the check belongs to. */
  readonly schema?: Raiser | undefined;
  readonly expected?: string;
  readonly received?: string;
  readonly origin?: string;
  readonly minimum?: number | bigint;
  readonly maximum?: number | bigint;
  readonly inclusive?: boolean;
  readonly divisor?: number | bigint;
  readonly format?: string;
  readonly pattern?: string;
  readonly prefix?: string;
  readonly suffix?: string;
  readonly includes?: string;
  readonly note?: string;
  readonly keys?: readonly string[];
  readonly values?: readonly unknown[];
  readonly errors?: readonly (readonly ZodIssue[])[];
  readonly issues?: readonly ZodIssue[];
  readonly discriminator?: string;
  readonly options?: readonly unknown[];
  readonly params?: Readonly<Record<string, unknown>>;
}

type Raiser = Pick<$ZodType, "_zod">;

/** The definition of the schema or check that raised an issue: what is common to all of them, and more. */
export interface RaiserDef {
  readonly type?: string;
  readonly check?: string;
  readonly format?: string;
  readonly version?: string;
  readonly pattern?: RegExp;
  readonly protocol?: RegExp;
  readonly offset?: boolean;
  readonly local?: boolean;
  readonly error?: (issue: ZodIssue) => ErrorText;
  readonly [key: string]: unknown;
}

type ErrorText = string | { readonly message: string } | null | undefined;

/** The definition behind an issue, or nothing of it. */
export function raiserDef(issue: ZodIssue): RaiserDef {
  return defOf(issue.inst);
}

function defOf(raiser: Raiser | undefined): RaiserDef {
  return (raiser?._zod.def ?? {}) as RaiserDef;
}

interface GlobalConfig {
  readonly customError?: (issue: ZodIssue) => ErrorText;
  readonly localeError?: (issue: ZodIssue) => ErrorText;
}

/** The message that the schema's author, or the application for all of its schemas, has set for the issue. */
export function authorMessage(issue: ZodIssue): string | undefined {
  const config = (globalThis as { readonly __zod_globalConfig?: GlobalConfig }).__zod_globalConfig;
  if (issue.message !== undefined) {
    const isDefault = issue.inst === undefined && issue.message === textOf(config?.localeError?.(issue));
    return isDefault ? undefined : issue.message;
  }
  const own = textOf(defOf(issue.inst).error?.(issue));
  if (own !== undefined) return own;
  const schemaError = issue.schema === issue.inst ? undefined : defOf(issue.schema).error;
  return textOf(schemaError?.(issue)) ?? textOf(config?.customError?.(issue));
}

function textOf(text: ErrorText): string | undefined {
  return (typeof text === "string" ? text : text?.message) ?? undefined;
}
