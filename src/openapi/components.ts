import { SalukiError } from "../errors.ts";
import type { CompiledSchema, JsonSchema } from "../schema/index.ts";

type Io = "input" | "output";

const DEFINITION = "#/$defs/";
const COMPONENT = "#/components/schemas/";

/**
 * Collects the schemas of a document. Named ones become components; one whose input and output differ becomes two,
 * `Name-Input` and `Name-Output`, as does every one that refers to such a one.
 */
export class SchemaComponents {
  readonly #named = new Map<string, { input?: JsonSchema; output?: JsonSchema; where: string }>();
  readonly #uses: { schema: JsonSchema; io: Io }[] = [];
  readonly #fixed = new Map<string, JsonSchema>();
  readonly #separate: boolean;

  constructor(separate: boolean) {
    this.#separate = separate;
  }

  /**
   * The schema of one side. The object is finished, in place, by {@link finish}.
   *
   * @throws SalukiError `UNREPRESENTABLE_SCHEMA`, `DUPLICATE_SCHEMA_ID`
   */
  use(schema: CompiledSchema, io: Io, where: string): JsonSchema {
    const side = this.#separate ? io : "input";
    let converted: JsonSchema;
    try {
      converted = structuredClone(schema.jsonSchema(side));
    } catch (error) {
      if (!(error instanceof SalukiError)) throw error;
      const inside = error.report.where ?? [];
      throw new SalukiError(error.code, {
        ...error.report,
        where: [where, ...(typeof inside === "string" ? [inside] : inside)],
      });
    }
    const { $defs = {}, ...own } = converted;
    for (const [name, definition] of Object.entries($defs)) this.#define(name, definition, side, where);
    this.#uses.push({ schema: own, io: side });
    return own;
  }

  /** A component that Saluki itself makes, such as a form's body. @returns a reference to it */
  add(name: string, schema: JsonSchema): JsonSchema {
    let free = name;
    for (let i = 2; this.#fixed.has(free) || this.#named.has(free); i++) free = `${name}${i}`;
    this.#fixed.set(free, schema);
    return { $ref: COMPONENT + free };
  }

  /** A component of a fixed name, added once. */
  ensure(name: string, schema: JsonSchema): JsonSchema {
    if (!this.#fixed.has(name)) this.#fixed.set(name, schema);
    return { $ref: COMPONENT + name };
  }

  /** All components, by name. References in everything that {@link use} gave out point to them from now on. */
  finish(): Record<string, JsonSchema> {
    const split = this.#splitNames();
    const nameOf = (name: string, io: Io) =>
      split.has(name) ? `${name}-${io === "input" ? "Input" : "Output"}` : name;
    const components: Record<string, JsonSchema> = {};
    for (const [name, sides] of this.#named) {
      for (const io of ["input", "output"] as const) {
        const schema = sides[io];
        if (schema !== undefined)
          components[nameOf(name, io)] = refer(schema, (target) => nameOf(target, io));
      }
    }
    for (const { schema, io } of this.#uses)
      Object.assign(
        schema,
        refer(schema, (target) => nameOf(target, io)),
      );
    for (const [name, schema] of this.#fixed) {
      if (name in components) {
        throw new SalukiError("DUPLICATE_SCHEMA_ID", {
          what: `the schema name ${name} is one that Saluki itself uses`,
          fix: "Give the schema another id",
        });
      }
      components[name] = schema;
    }
    return Object.fromEntries(Object.entries(components).sort(([a], [b]) => (a < b ? -1 : 1)));
  }

  #define(name: string, definition: JsonSchema, io: Io, where: string): void {
    const known = this.#named.get(name);
    if (known === undefined) {
      this.#named.set(name, { [io]: definition, where });
      return;
    }
    if (known[io] === undefined) known[io] = definition;
    else if (JSON.stringify(known[io]) !== JSON.stringify(definition)) {
      throw new SalukiError("DUPLICATE_SCHEMA_ID", {
        what: `two different schemas have the id ${JSON.stringify(name)}`,
        where: [known.where, where],
        fix: 'Give each its own: schema.meta({ id: "..." })',
      });
    }
  }

  /** Names whose sides differ, and those that refer to one of them. */
  #splitNames(): Set<string> {
    const both = [...this.#named].filter(
      ([, { input, output }]) => input !== undefined && output !== undefined,
    );
    const split = new Set(
      both
        .filter(([, { input, output }]) => JSON.stringify(input) !== JSON.stringify(output))
        .map(([name]) => name),
    );
    let grew = split.size > 0;
    while (grew) {
      grew = false;
      for (const [name, { input, output }] of both) {
        if (split.has(name)) continue;
        if ([...references(input!), ...references(output!)].some((target) => split.has(target))) {
          split.add(name);
          grew = true;
        }
      }
    }
    return split;
  }
}

/** A copy whose references to definitions are references to components. */
function refer(schema: JsonSchema, nameOf: (name: string) => string): JsonSchema {
  return mapValues(schema, (key, value) =>
    typeof value === "string" && value.startsWith(DEFINITION) && (key === "$ref" || key === "mapping")
      ? COMPONENT + nameOf(value.slice(DEFINITION.length))
      : value,
  ) as JsonSchema;
}

function mapValues(
  value: unknown,
  map: (key: string, value: unknown) => unknown,
  key = "",
  within = "",
): unknown {
  if (Array.isArray(value)) return value.map((item) => mapValues(item, map, key, within));
  if (typeof value !== "object" || value === null) return map(within === "mapping" ? "mapping" : key, value);
  return Object.fromEntries(
    Object.entries(value).map(([name, member]) => [name, mapValues(member, map, name, key)]),
  );
}

function* references(value: unknown): Generator<string> {
  if (Array.isArray(value)) for (const item of value) yield* references(item);
  else if (typeof value === "object" && value !== null) {
    for (const [key, member] of Object.entries(value)) {
      if (key === "$ref" && typeof member === "string" && member.startsWith(DEFINITION))
        yield member.slice(DEFINITION.length);
      else yield* references(member);
    }
  }
}
