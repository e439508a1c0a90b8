import type { Dependency } from "../dependencies/index.ts";
import { isMarker, type Param, type Params } from "../params/index.ts";
import { compileSchema } from "../schema/index.ts";

/** The names that parameters and dependencies could read of a path template. */
export function declaredPathNames(
  params: Params,
  dependencies: readonly Dependency<unknown, string>[],
): Set<string> {
  const names = new Set<string>();
  const seen = new Set<unknown>();
  const visit = (record: Params) => {
    for (const [name, declared] of Object.entries(record)) {
      if (!isMarker(declared)) names.add(name);
      else if (declared["~kind"] === "dependency") follow(declared as Dependency<unknown, string>);
      else if (declared["~kind"] === "param") addPath(name, declared as Param);
    }
  };
  const follow = (dependency: Dependency<unknown, string>) => {
    if (seen.has(dependency)) return;
    seen.add(dependency);
    visit(dependency.params);
  };
  const addPath = (name: string, { source, schema, options }: Param) => {
    if (source !== "path") return;
    names.add(options.alias ?? name);
    if (schema !== undefined) for (const field of compileSchema(schema).fields ?? []) names.add(field.name);
  };
  visit(params);
  for (const dependency of dependencies) follow(dependency);
  return names;
}
