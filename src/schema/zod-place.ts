import type { $ZodType } from "zod/v4/core";
import type { Origin } from "./compiled-schema.ts";
import { zodCoercers } from "./zod-coercers.ts";
import { authorFunctions, isAsynchronous } from "./zod-functions.ts";
import type { ZodIssue } from "./zod-issue.ts";

/** A place in a value, and what the client sent there. */
export interface Place {
  readonly loc: readonly (string | number)[];
  /** What was sent, or {@link ABSENT}, or {@link MADE}. */
  readonly sent: unknown;
  readonly parent: unknown;
  readonly origin: Origin;
}

/** Nothing was sent at the place. */
export const ABSENT = Symbol("absent");
/** The place is in a value that a transform has made: nobody sent it. */
export const MADE = Symbol("made");

/** The place of a member. */
export function step(place: Place, key: PropertyKey): Place {
  const name = typeof key === "symbol" ? String(key.description) : key;
  return {
    loc: [...place.loc, name],
    sent: sentAt(place.sent, key),
    parent: place.sent,
    origin: place.origin,
  };
}

function sentAt(sent: unknown, key: PropertyKey): unknown {
  if (sent === ABSENT || sent === MADE) return sent;
  // One text where a list of texts is wanted.
  if (typeof sent === "string") return key === 0 ? sent : MADE;
  if (!isObject(sent)) return MADE;
  return Object.hasOwn(sent, key) ? sent[key] : ABSENT;
}

/** The same place, of which nothing can be known. */
export function made(place: Place): Place {
  return { ...place, sent: MADE };
}

/** The same place under the name of a member of a union. */
export function labelled(place: Place, label: string | number): Place {
  return { ...place, loc: [...place.loc, label] };
}

/** The key of an entry: text, however the record came. */
export function keyOf(entry: Place, name: string): Place {
  return { loc: [...entry.loc, "[key]"], sent: name, parent: entry.parent, origin: "text" };
}

/** What a part of a schema has to say of the place. `undefined` when that cannot be known. */
export function runAt(schema: $ZodType, place: Place): readonly ZodIssue[] | undefined {
  if (place.sent === MADE || place.sent === ABSENT) return undefined;
  try {
    if (isAsynchronous(authorFunctions(schema))) return undefined;
    const value = coerced(schema, place.sent, place.origin);
    const result = schema._zod.run({ value, issues: [] }, { async: false, reportInput: true });
    return result instanceof Promise ? undefined : (result.issues as readonly ZodIssue[]);
  } catch {
    // Asynchronous, or a function of the author's that fails: the run proper has told what there is to tell.
    return undefined;
  }
}

function coerced(schema: $ZodType, sent: unknown, origin: Origin): unknown {
  const { fromText, fromJson, revive } = zodCoercers(schema);
  if (origin === "lax") return fromJson(sent);
  if (origin === "json") return revive === undefined ? sent : revive(sent);
  return typeof sent === "string" || Array.isArray(sent) ? fromText(sent as string | string[]) : sent;
}

export function isObject(value: unknown): value is Record<PropertyKey, unknown> {
  return typeof value === "object" && value !== null;
}
