import type { $ZodType } from "zod/v4/core";
import { type JsonCoercer, laxJsonCoercer, reviver } from "./coerce-json.ts";
import { type TextCoercer, textCoercer } from "./coerce-text.ts";
import { zodShape } from "./zod-shape.ts";

interface Coercers {
  readonly fromText: TextCoercer;
  readonly fromJson: JsonCoercer;
  readonly revive: JsonCoercer | undefined;
}

const known = new WeakMap<$ZodType, Coercers>();

/** The coercers of a schema, compiled once. */
export function zodCoercers(schema: $ZodType): Coercers {
  let coercers = known.get(schema);
  if (coercers === undefined) {
    const shape = zodShape(schema);
    coercers = { fromText: textCoercer(shape), fromJson: laxJsonCoercer(shape), revive: reviver(shape) };
    known.set(schema, coercers);
  }
  return coercers;
}
