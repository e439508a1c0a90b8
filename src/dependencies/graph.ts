import { SalukiError } from "../errors.ts";
import { isMarker, type Params, type ResolvedParam, resolveParam } from "../params/index.ts";
import { type Dependency, originOf, type RequiredScopes, type SecurityScheme } from "./depends.ts";

type AnyDependency = Dependency<unknown, string>;

/** Something with parameters: a handler or a dependency. */
export interface Signature {
  readonly params: Params;
  /** Dependencies that run for their effect only. */
  readonly dependencies?: readonly AnyDependency[] | undefined;
}

/** How a function's values are put together: its own parameters, and the slots of other nodes. */
export interface Inputs {
  readonly params: readonly ResolvedParam[];
  readonly slots: readonly { readonly name: string; readonly slot: number }[];
  readonly constants: readonly { readonly name: string; readonly value: unknown }[];
}

/** One dependency of an operation. Its slot is its index in {@link Graph.nodes}. */
export interface DependencyNode extends Inputs {
  readonly dependency: AnyDependency;
  /** Whether it, or something that it depends on, reads the body. */
  readonly needsBody: boolean;
  /** The OAuth2 scopes asked for on the way down to it. */
  readonly scopes: string[];
}

/** An operation's dependencies in the order of their resolution, and the inputs of its handler. */
export interface Graph {
  readonly nodes: readonly DependencyNode[];
  readonly handler: Inputs;
}

/** What {@link buildGraph} has to know. */
export interface GraphOptions {
  readonly pathNames: ReadonlySet<string>;
  /** Replacements; see DependencyOverrides. */
  readonly overrides?: { get(dependency: AnyDependency): AnyDependency | undefined } | undefined;
  /** The route, for messages. */
  readonly where: string;
}

/**
 * Brings the dependencies of an operation into an order, depth first and in the order of declaration. A dependency that
 * stands in several places has one node, unless its cache is off or its scopes differ.
 *
 * @throws SalukiError `SCOPE_MISMATCH` when one outlives what it depends on, and what resolveParam throws
 */
export function buildGraph(signature: Signature, options: GraphOptions): Graph {
  const nodes: DependencyNode[] = [];
  const cached = new Map<AnyDependency, { scopes: string; slot: number }[]>();

  function visit(
    declared: AnyDependency,
    outerScopes: readonly string[],
    dependant: AnyDependency | undefined,
  ): number {
    const replacement = options.overrides?.get(declared);
    const dependency = replacement === undefined ? declared : inPlaceOf(declared, replacement);
    checkScope(dependency, dependant, options.where);
    const scopes = merged(outerScopes, declared.scopes);
    const identity = originOf(dependency);
    const isScoped = declared.scopes.length > 0 || readsScopes(dependency);
    const scopeKey = isScoped ? scopes.join(" ") : "";
    const known = cached.get(identity)?.find(
      // One function may stand in for dependencies of different scopes.
      (entry) => entry.scopes === scopeKey && nodes[entry.slot]!.dependency.scope === dependency.scope,
    );
    if (known !== undefined && dependency.cache) {
      const node = nodes[known.slot]!;
      node.scopes.push(...scopes.filter((scope) => !node.scopes.includes(scope)));
      return known.slot;
    }

    const inputs = inputsOf(dependency.params, scopes, dependency);
    const needsBody =
      inputs.params.some(({ source }) => readsBody(source)) ||
      inputs.slots.some(({ slot }) => nodes[slot]!.needsBody);
    if (dependency.scope === "app" && inputs.params.length > 0) {
      throw new SalukiError("SCOPE_MISMATCH", {
        what: `a dependency of scope "app" reads ${inputs.params.map(({ name }) => name).join(", ")} of a request`,
        where: options.where,
        fix: 'Give it scope "request", or take the value from somewhere that lives as long as the application',
      });
    }
    const slot = nodes.push({ dependency, needsBody, scopes: [...scopes], ...inputs }) - 1;
    const entries = cached.get(identity) ?? [];
    entries.push({ scopes: scopeKey, slot });
    cached.set(identity, entries);
    return slot;
  }

  function inputsOf(params: Params, scopes: readonly string[], dependant: AnyDependency | undefined): Inputs {
    const own: ResolvedParam[] = [];
    const slots: { name: string; slot: number }[] = [];
    const constants: { name: string; value: unknown }[] = [];
    for (const [name, declared] of Object.entries(params)) {
      if (isMarker(declared) && declared["~kind"] === "dependency") {
        slots.push({ name, slot: visit(declared as AnyDependency, scopes, dependant) });
      } else if (isMarker(declared) && declared["~kind"] === "special") {
        constants.push({ name, value: { scopes, scopeStr: scopes.join(" ") } satisfies RequiredScopes });
      } else {
        own.push(resolveParam(name, declared, options.pathNames, options.where));
      }
    }
    return { params: own, slots, constants };
  }

  for (const dependency of signature.dependencies ?? []) visit(dependency, [], undefined);
  const handler = inputsOf(signature.params, [], undefined);
  return { nodes, handler };
}

/** Every parameter of an operation, of its dependencies first. */
export function allParams(graph: Graph): ResolvedParam[] {
  return [...graph.nodes.flatMap(({ params }) => params), ...graph.handler.params];
}

/** The security schemes that an operation's dependencies check, each with the scopes asked for. */
export function securityOf(graph: Graph): { scheme: SecurityScheme; scopes: readonly string[] }[] {
  return graph.nodes.flatMap(({ dependency, scopes }) =>
    dependency.security === undefined ? [] : [{ scheme: dependency.security, scopes }],
  );
}

export function readsBody(source: ResolvedParam["source"]): boolean {
  return source === "body" || source === "form" || source === "file";
}

/**
 * A replacement lives as long as what it replaces, unless its author gave it a scope. Where the scope was the usual one,
 * so is that of the replacement.
 */
function inPlaceOf(declared: AnyDependency, replacement: AnyDependency): AnyDependency {
  const { scope } = declared;
  if (replacement.hasOwnScope || scope === "request" || scope === replacement.scope) return replacement;
  return { ...replacement, scope, origin: originOf(replacement) };
}

const LIFETIME = { function: 0, request: 1, app: 2 } as const;

function checkScope(dependency: AnyDependency, dependant: AnyDependency | undefined, where: string): void {
  if (dependant === undefined || LIFETIME[dependency.scope] >= LIFETIME[dependant.scope]) return;
  throw new SalukiError("SCOPE_MISMATCH", {
    what: `a dependency of scope "${dependant.scope}" depends on one of scope "${dependency.scope}", which is cleaned up before it`,
    where,
    fix: `Give the dependant scope "${dependency.scope}", or the dependency scope "${dependant.scope}"`,
  });
}

const scopeReaders = new WeakMap<AnyDependency, boolean>();

/** Whether the scopes asked for make a difference to a dependency: it, or one below it, reads them. */
function readsScopes(dependency: AnyDependency): boolean {
  const known = scopeReaders.get(dependency);
  if (known !== undefined) return known;
  const reads = Object.values(dependency.params).some((declared) => {
    if (!isMarker(declared)) return false;
    if (declared["~kind"] === "special") return true;
    return declared["~kind"] === "dependency" && readsScopes(declared as AnyDependency);
  });
  scopeReaders.set(dependency, reads);
  return reads;
}

function merged(outer: readonly string[], own: readonly string[]): readonly string[] {
  return own.length === 0 ? outer : [...new Set([...outer, ...own])];
}
