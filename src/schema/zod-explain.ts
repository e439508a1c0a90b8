import type { $ZodType, $ZodTypes } from "zod/v4/core";
import { keyCoercer } from "./coerce-json.ts";
import type { Origin, SchemaIssue, Validation } from "./compiled-schema.ts";
import { jsonOf } from "./json-value.ts";
import { type Problem, problem, valueError } from "./messages.ts";
import { authorMessage, type ZodIssue } from "./zod-issue.ts";
import { zodLabel } from "./zod-label.ts";
import { isNothing, memberOf, optionsOf, tagsOf, unwrap } from "./zod-member.ts";
import { ABSENT, isObject, keyOf, labelled, MADE, made, type Place, runAt, step } from "./zod-place.ts";
import { zodProblem } from "./zod-problem.ts";
import { reached } from "./zod-reached.ts";
import { zodShape } from "./zod-shape.ts";

/**
 * The issues of a failed run in pydantic's words.
 *
 * pydantic tells more of unions, sets and tuples than Zod's issues hold: where each member of a union failed, under
 * its name, and where in a set. So each issue is followed from the root of the schema along its path, and where that
 * leads into one of those, the members are run once more.
 */
export function explainZod(
  schema: $ZodType,
  validation: Validation,
  input: unknown,
  origin: Origin,
): SchemaIssue[] {
  const explanation = new Explanation();
  const root: Place = { loc: [], sent: input, parent: input, origin };
  explanation.add(schema, (validation.issues ?? []) as readonly ZodIssue[], root);
  return explanation.issues;
}

type Path = readonly PropertyKey[];

class Explanation {
  readonly issues: SchemaIssue[] = [];
  // Zod may give several issues for one union or set, each of which would be explained whole.
  readonly #explained = new Set<string>();

  /** Adds what the schema said of the place. */
  add(schema: $ZodType, issues: readonly ZodIssue[], place: Place): void {
    for (const issue of reached(issues)) this.#follow(schema, issue, issue.path ?? [], place);
  }

  /** @param path what is left of the issue's path */
  #follow(schema: $ZodType, issue: ZodIssue, path: Path, place: Place): void {
    const node = unwrap(schema);
    const isAbsent = path.length === 0 && place.sent === ABSENT;
    if (!isAbsent && this.#special(node, issue, path, place)) return;
    const [key, ...rest] = path;
    const next = key === undefined ? undefined : memberOf(node, key);
    if (key === undefined || next === undefined) this.#report(issue, path, place, node);
    else this.#follow(next, issue, rest, step(place, key));
  }

  /** Schemas of which pydantic tells otherwise than Zod. Says whether the issue is dealt with. */
  #special(node: $ZodTypes, issue: ZodIssue, path: Path, place: Place): boolean {
    const { def } = node._zod;
    // A wrong type, or a check on the union, set or map as a whole.
    const isOwn = issue.inst === node || issue.schema === node;
    const { code } = issue;
    switch (def.type) {
      case "union":
        if (isOwn && code !== "invalid_union") return false;
        if ("discriminator" in def) return this.#tagged(def as TaggedDef, issue, path, place);
        return this.#union(def.options as readonly $ZodType[], issue, path, place);
      case "set":
        if (isOwn) return code === "too_big" && this.#largeSet(def.valueType as $ZodType, issue, place);
        return this.#set(def.valueType as $ZodType, place);
      case "map":
        if (isOwn && code !== "invalid_key") return false;
        return this.#map(def.keyType as $ZodType, def.valueType as $ZodType, place);
      case "tuple":
        if (issue.inst !== node || code !== "too_small") return false;
        return this.#shortTuple(def.items as readonly $ZodType[], issue, place);
      case "record":
        // The issue's path has the key that was made of the one that was sent.
        if (place.origin === "lax" && keyCoercer(zodShape(def.keyType as $ZodType)) !== undefined) {
          if (isOwn && code !== "invalid_key" && code !== "unrecognized_keys") return false;
          return this.#map(def.keyType as $ZodType, def.valueType as $ZodType, place);
        }
        if (issue.inst !== node || (code !== "invalid_key" && code !== "unrecognized_keys")) return false;
        return this.#keys(def.keyType as $ZodType, def.valueType as $ZodType, issue, place);
      case "pipe":
        return this.#pipe(def.in as $ZodType, def.out as $ZodType, issue, path, place);
      default:
        return false;
    }
  }

  #union(all: readonly $ZodType[], issue: ZodIssue, path: Path, place: Place): boolean {
    const options = optionsOf(all);
    const [only] = options;
    // The one option beside null and undefined is not worth a name.
    const under = (option: $ZodType, at: Place) =>
      options.length === 1 ? at : labelled(at, zodLabel(option));
    if (options.length === 1 && issue.code !== "invalid_union") {
      this.#follow(only!, issue, path, place);
      return true;
    }
    if (this.#isExplained(place)) return true;
    const failures = options.map((option) => runAt(option, place));
    if (failures.every((issues) => issues !== undefined && issues.length > 0)) {
      this.#markExplained(place);
      options.forEach((option, index) => {
        this.add(option, failures[index]!, under(option, place));
      });
      return true;
    }
    const { errors } = issue;
    // An exclusive union of which two fit has no errors, and a check of the union itself is no invalid_union.
    if (path.length > 0 || errors === undefined || errors.length === 0) return false;
    all.forEach((option, index) => {
      if (!isNothing(option)) this.add(option, errors[index] ?? [], under(option, place));
    });
    return true;
  }

  #tagged(def: TaggedDef, issue: ZodIssue, path: Path, place: Place): boolean {
    if (path.length === 0) return false;
    if (issue.code === "invalid_union" && issue.discriminator === def.discriminator && path.length === 1) {
      // Zod points at the tag, pydantic at the object.
      this.#report(issue, [], place);
      return true;
    }
    const tag = isObject(place.sent) ? place.sent[def.discriminator] : undefined;
    const option = def.options.find((one) => tagsOf(one, def.discriminator).has(tag));
    if (option === undefined) return false;
    const under = labelled(place, typeof tag === "number" ? tag : String(tag));
    if (this.#isExplained(place)) return true;
    // A union that takes nothing was given the value as it was sent: what is wrong once it is coerced counts.
    const issues = runAt(option, place);
    if (issues === undefined || issues.length === 0) this.#follow(option, issue, path, under);
    else {
      this.#markExplained(place);
      this.add(option, issues, under);
    }
    return true;
  }

  #set(element: $ZodType, place: Place): boolean {
    if (this.#isExplained(place)) return true;
    const before = this.issues.length;
    const items = typeof place.sent === "string" ? [place.sent] : place.sent;
    for (let index = 0; Array.isArray(items) && index < items.length; index++) {
      const item = step({ ...place, sent: items }, index);
      this.add(element, runAt(element, item) ?? [], item);
    }
    return this.#hasExplained(place, before);
  }

  /** pydantic counts the good items, and finds a set too large only by them. */
  #largeSet(element: $ZodType, issue: ZodIssue, place: Place): boolean {
    const items = Array.isArray(place.sent) ? new Set(place.sent).values() : [];
    let good = 0;
    for (const sent of items) if (runAt(element, { ...place, sent })?.length === 0) good++;
    return good <= Number(issue.maximum) && this.#set(element, place);
  }

  #map(key: $ZodType, value: $ZodType, place: Place): boolean {
    if (this.#isExplained(place)) return true;
    const before = this.issues.length;
    for (const name of isObject(place.sent) ? Object.keys(place.sent) : []) {
      const entry = step(place, name);
      const itself = keyOf(entry, name);
      this.add(key, runAt(key, itself) ?? [], itself);
      this.add(value, runAt(value, entry) ?? [], entry);
    }
    return this.#hasExplained(place, before);
  }

  /** pydantic looks at the items that are there, and misses each of the others. */
  #shortTuple(items: readonly $ZodType[], issue: ZodIssue, place: Place): boolean {
    const listed = typeof place.sent === "string" ? { ...place, sent: [place.sent] } : place;
    for (let index = 0; index < Number(issue.minimum); index++) {
      const item = step(listed, index);
      if (item.sent === ABSENT) this.#push(item, problem("missing"), place.sent);
      else this.add(items[index]!, runAt(items[index]!, item) ?? [], item);
    }
    return true;
  }

  /** Where a key is wrong Zod does not look at its value any more; pydantic does. */
  #keys(keyType: $ZodType, valueType: $ZodType, issue: ZodIssue, place: Place): boolean {
    for (const name of issue.keys ?? [String(issue.path?.at(-1))]) {
      const entry = step(place, name);
      const itself = keyOf(entry, name);
      const before = this.issues.length;
      this.add(keyType, runAt(keyType, itself) ?? issue.issues ?? [], itself);
      if (this.issues.length === before) this.#push(itself, problem("extra_forbidden"), name);
      this.add(valueType, runAt(valueType, entry) ?? [], entry);
    }
    return true;
  }

  #pipe(from: $ZodType, to: $ZodType, issue: ZodIssue, path: Path, place: Place): boolean {
    const [key] = path;
    // What the schema behind a function sees is made by that function.
    const isBehind =
      from._zod.def.type === "transform" ||
      issue.inst === to ||
      (key !== undefined && memberOf(from, key) === undefined && memberOf(to, key) !== undefined);
    if (isBehind) this.#follow(to, issue, path, made(place));
    else this.#follow(from, issue, path, place);
    return true;
  }

  #isExplained(place: Place): boolean {
    return this.#explained.has(JSON.stringify(place.loc));
  }

  #markExplained(place: Place): void {
    this.#explained.add(JSON.stringify(place.loc));
  }

  #hasExplained(place: Place, before: number): boolean {
    if (this.issues.length === before) return false;
    this.#markExplained(place);
    return true;
  }

  /** @param node the schema of the place, for an issue that does not tell who raised it */
  #report(issue: ZodIssue, path: Path, start: Place, node?: $ZodType): void {
    const place = path.reduce(step, start);
    // What a transform has made may be nothing that the answer, which is JSON, could show.
    const sent = place.sent === MADE ? jsonOf(issue.input) : place.sent;
    const message = authorMessage(issue);
    if (issue.code === "unrecognized_keys") {
      for (const key of issue.keys ?? []) {
        this.#push(step(place, key), problem("extra_forbidden"), isObject(sent) ? sent[key] : null, message);
      }
    } else if (isMissing(issue, place)) {
      this.#push(place, problem("missing"), place.loc.length === 0 ? null : place.parent, message);
    } else if (issue.code === "custom") {
      this.#push(place, customProblem(issue, message ?? "Invalid input"), sent);
    } else {
      const raised = issue.inst === undefined && node !== undefined ? { ...issue, inst: node } : issue;
      this.#push(place, zodProblem(raised, sent, place.origin), sent, message);
    }
  }

  #push(place: Place, { type, msg, ctx }: Problem, sent: unknown, message = msg): void {
    const input = typeof sent === "symbol" || sent === undefined ? null : sent;
    const issue: SchemaIssue = { type, path: [...place.loc], msg: message, input };
    if (ctx !== undefined) issue.ctx = ctx;
    this.issues.push(issue);
  }
}

interface TaggedDef {
  readonly discriminator: string;
  readonly options: readonly $ZodType[];
}

/** A refinement's issue. With `params: { type, ctx }` its author gives it a code of its own. */
function customProblem({ params = {} }: ZodIssue, message: string): Problem {
  const { type, ctx } = params;
  if (typeof type !== "string") return valueError(message);
  const shown = jsonOf(ctx);
  return isObject(shown)
    ? { type, msg: message, ctx: shown as Record<string, unknown> }
    : { type, msg: message };
}

const ABSENCE = new Set(["invalid_type", "invalid_value", "invalid_union", "invalid_format"]);

/** Whether the issue is that nothing was sent, and not what was made of it. */
function isMissing(issue: ZodIssue, place: Place): boolean {
  if (issue.discriminator !== undefined || issue.input !== undefined) return false;
  if (place.sent !== ABSENT && place.sent !== undefined) return false;
  // z.custom() is a schema of its own; a refinement raises the same code on the schema it belongs to.
  const isSchema = issue.inst !== undefined && issue.inst === issue.schema;
  return ABSENCE.has(issue.code) || (issue.code === "custom" && isSchema);
}
