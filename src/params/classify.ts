import { SalukiError } from "../errors.ts";
import {
  type CompiledSchema,
  compileSchema,
  isStandardSchema,
  type StandardSchemaV1,
} from "../schema/index.ts";
import { type Declared, isMarker, type Param, type ParamSource } from "./declare.ts";

/** A declared parameter whose source, name on the wire and schema are settled. */
export interface ResolvedParam {
  /** The name in the record of parameters. */
  readonly name: string;
  /** The name on the wire. */
  readonly wire: string;
  readonly source: ParamSource;
  /** Absent for a file without a schema. */
  readonly schema: CompiledSchema | undefined;
  readonly options: Param["options"];
  /** The members of a group: an object schema that takes several parameters of one source. */
  readonly group: readonly GroupMember[] | undefined;
}

/** One parameter of a group. */
export interface GroupMember {
  /** The key in the group's object. */
  readonly key: string;
  readonly wire: string;
  readonly schema: CompiledSchema;
  readonly required: boolean;
}

/**
 * Settles where a declared parameter comes from: its marker says so; else a name of the path template is a path
 * parameter, a scalar a query parameter, and anything else the body.
 *
 * @throws SalukiError `INVALID_PARAMETER`, `UNKNOWN_PATH_PARAMETER`
 */
export function resolveParam(
  name: string,
  declared: Declared,
  pathNames: ReadonlySet<string>,
  where: string,
): ResolvedParam {
  const marker = isMarker(declared) ? (declared as Param) : undefined;
  const given: StandardSchemaV1 | undefined =
    marker === undefined ? (declared as StandardSchemaV1) : marker.schema;
  if (given !== undefined && !isStandardSchema(given)) {
    throw new SalukiError("INVALID_PARAMETER", {
      what: `parameter ${JSON.stringify(name)} has no schema`,
      where,
      fix: `Give a Zod schema (or any Standard Schema): { ${name}: z.string() }`,
    });
  }
  const schema = given === undefined ? undefined : compileSchema(given);
  const options = marker?.options ?? {};
  const source = marker?.source ?? bareSource(name, schema!, pathNames);
  const group = isGroup(source, schema, options) ? members(source, schema!, options) : undefined;
  const wire = options.alias ?? (source === "header" ? headerName(name, options.convertUnderscores) : name);
  if (source === "path") checkPathNames(group?.map((member) => member.wire) ?? [wire], pathNames, where);
  return { name, wire, source, schema, options, group };
}

function bareSource(name: string, schema: CompiledSchema, pathNames: ReadonlySet<string>): ParamSource {
  if (pathNames.has(name)) return "path";
  return schema.kind === "scalar" ? "query" : "body";
}

function isGroup(
  source: ParamSource,
  schema: CompiledSchema | undefined,
  options: Param["options"],
): boolean {
  if (schema?.kind !== "object" || options.alias !== undefined) return false;
  return source !== "body" && source !== "file";
}

function members(source: ParamSource, schema: CompiledSchema, options: Param["options"]): GroupMember[] {
  return (schema.fields ?? []).map(({ name, schema: field, required }) => ({
    key: name,
    wire: source === "header" ? headerName(name, options.convertUnderscores) : name,
    schema: field,
    required,
  }));
}

/** `userAgent`, `user_agent` → `user-agent`. */
function headerName(name: string, convert = true): string {
  if (!convert) return name.toLowerCase();
  return name
    .replace(/([a-z0-9])([A-Z])/g, "$1-$2")
    .replaceAll("_", "-")
    .toLowerCase();
}

function checkPathNames(wires: readonly string[], pathNames: ReadonlySet<string>, where: string): void {
  for (const wire of wires) {
    if (pathNames.has(wire)) continue;
    const known = [...pathNames].map((known) => `{${known}}`).join(", ") || "no parameter";
    throw new SalukiError("UNKNOWN_PATH_PARAMETER", {
      what: `path parameter ${JSON.stringify(wire)} is declared, but the path has ${known}`,
      where,
      fix: `Put {${wire}} in the path, or declare the parameter as Query(...)`,
    });
  }
}
