/**
 * A schema of any library that speaks Standard Schema, version 1 (https://standardschema.dev): Zod, Valibot, ArkType and
 * others. The interface is written out here so that nobody needs a package for it.
 */
export interface StandardSchemaV1<Input = unknown, Output = Input> {
  readonly "~standard": StandardSchemaV1.Props<Input, Output>;
}

export declare namespace StandardSchemaV1 {
  /** What stands behind `~standard`. */
  interface Props<Input = unknown, Output = Input> {
    readonly version: 1;
    /** The library's name in lower case: `"zod"`, `"valibot"`, `"arktype"`. */
    readonly vendor: string;
    readonly validate: (value: unknown) => Result<Output> | Promise<Result<Output>>;
    /** For the compiler only: no value is ever there. */
    readonly types?: Types<Input, Output> | undefined;
  }

  type Result<Output> = Success<Output> | Failure;

  interface Success<Output> {
    readonly value: Output;
    readonly issues?: undefined;
  }

  interface Failure {
    readonly issues: readonly Issue[];
  }

  interface Issue {
    readonly message: string;
    readonly path?: readonly (PropertyKey | { readonly key: PropertyKey })[] | undefined;
  }

  interface Types<Input = unknown, Output = Input> {
    readonly input: Input;
    readonly output: Output;
  }

  /** What a caller may give to the schema. */
  type InferInput<Schema extends StandardSchemaV1> = NonNullable<Schema["~standard"]["types"]>["input"];
  /** What comes out of the schema. */
  type InferOutput<Schema extends StandardSchemaV1> = NonNullable<Schema["~standard"]["types"]>["output"];
}

/** The part of Standard JSON Schema, version 1, that Saluki uses: both sides of a schema as JSON Schema. */
export interface StandardJsonSchemaConverter {
  readonly input: (options: { readonly target: string }) => Record<string, unknown>;
  readonly output: (options: { readonly target: string }) => Record<string, unknown>;
}

/** Whether the value is a Standard Schema. ArkType's types are functions, all others objects. */
export function isStandardSchema(value: unknown): value is StandardSchemaV1 {
  if ((typeof value !== "object" || value === null) && typeof value !== "function") return false;
  const props: unknown = (value as { readonly "~standard"?: unknown })["~standard"];
  return (
    typeof props === "object" &&
    props !== null &&
    typeof (props as { readonly validate?: unknown }).validate === "function"
  );
}
