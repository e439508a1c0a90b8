import { decodePathSegment } from "../params/index.ts";
import type { PathTemplate, TemplateSegment } from "./path-template.ts";
import { TextPattern } from "./text-pattern.ts";

/** What stands at the end of a path: one entry for each method. */
export interface Leaf<T> {
  readonly template: PathTemplate;
  readonly methods: Map<string, T>;
}

/** An entry and the decoded values of its template's names, in order. */
export interface Match<T> {
  readonly entry: T;
  readonly values: readonly string[];
}

interface Node<T> {
  readonly statics: Map<string, Node<T>>;
  /** Children whose segment holds names, the most specific first. */
  readonly dynamic: DynamicChild<T>[];
  /** What follows when a name takes the rest of the path. */
  readonly rests: RestChild<T>[];
  leaf: Leaf<T> | undefined;
}

interface DynamicChild<T> {
  readonly key: string;
  /** `undefined` for a plain `{name}`, which takes any segment that is not empty. */
  readonly pattern: TextPattern | undefined;
  readonly rank: number;
  readonly node: Node<T>;
}

interface RestChild<T> {
  readonly key: string;
  readonly pattern: TextPattern;
  readonly rank: number;
  readonly leaf: Leaf<T>;
}

const NO_VALUES: readonly string[] = [];

/**
 * Finds the entry for a method and a path. Text beats a name and a name beats the rest of a path, whatever the order
 * in which they were added; a path that leads nowhere for this method is given up for the next best.
 */
export class RouteTree<T> {
  readonly #root: Node<T> = emptyNode();
  // Paths without names, by their text: one look-up answers most requests.
  readonly #static = new Map<string, Leaf<T>>();

  /** The leaf of a template, made when it is new. Templates that match the same paths share one. */
  leaf(template: PathTemplate): Leaf<T> {
    let node = this.#root;
    const { segments } = template;
    for (let i = 0; i < segments.length; i++) {
      const segment = segments[i]!;
      if (segment.some((part) => typeof part === "object" && part.convertor === "path")) {
        return restLeaf(node, segments.slice(i), template);
      }
      node = child(node, segment);
    }
    if (node.leaf === undefined) {
      node.leaf = { template, methods: new Map() };
      if (template.params.length === 0) this.#static.set(template.source, node.leaf);
    }
    return node.leaf;
  }

  /** @throws HTTPException 400 for a percent-encoding that is not one */
  find(method: string, path: string): Match<T> | undefined {
    const direct = this.#static.get(path)?.methods.get(method);
    if (direct !== undefined) return { entry: direct, values: NO_VALUES };
    return this.#search(method, path, false) ?? this.#search(method, path, true);
  }

  /** Every method that some entry has for the path. */
  methods(path: string): Set<string> {
    const found = new Set<string>();
    const search: Search = { path, method: undefined, lenient: true, values: [], found };
    walk(this.#root, 0, search);
    return found;
  }

  #search(method: string, path: string, lenient: boolean): Match<T> | undefined {
    const search: Search = { path, method, lenient, values: [], found: undefined };
    const leaf = walk(this.#root, 0, search);
    return leaf === undefined ? undefined : { entry: leaf.methods.get(method)!, values: search.values };
  }
}

interface Search {
  readonly path: string;
  /** `undefined` looks for every leaf and notes its methods in `found`. */
  readonly method: string | undefined;
  readonly lenient: boolean;
  values: string[];
  readonly found: Set<string> | undefined;
}

/** Follows the path from `at`, the index of a slash or the end. */
function walk<T>(node: Node<T>, at: number, search: Search): Leaf<T> | undefined {
  const { path, values } = search;
  // `/files/{path:path}` takes `/files/`, but not `/files`: links of the one lead elsewhere from the other.
  if (at >= path.length) return accept(node.leaf, search);
  const start = at + 1;
  const slash = path.indexOf("/", start);
  const end = slash < 0 ? path.length : slash;
  const segment = decodePathSegment(path.slice(start, end));
  const next = node.statics.get(segment);
  if (next !== undefined) {
    const leaf = walk(next, end, search);
    if (leaf !== undefined) return leaf;
  }
  for (const candidate of node.dynamic) {
    const depth = values.length;
    if (!capture(candidate, segment, search)) continue;
    const leaf = walk(candidate.node, end, search);
    if (leaf !== undefined) return leaf;
    values.length = depth;
  }
  return rest(node, path.slice(start), search);
}

function capture<T>(candidate: DynamicChild<T>, segment: string, search: Search): boolean {
  if (candidate.pattern === undefined) {
    if (segment === "") return false;
    search.values.push(segment);
    return true;
  }
  const values = candidate.pattern.match(segment, search.lenient);
  if (values === undefined) return false;
  search.values.push(...values);
  return true;
}

function rest<T>(node: Node<T>, raw: string, search: Search): Leaf<T> | undefined {
  if (node.rests.length === 0) return undefined;
  const text = raw.includes("%") ? raw.split("/").map(decodePathSegment).join("/") : raw;
  for (const { pattern, leaf } of node.rests) {
    const values = pattern.match(text, search.lenient);
    if (values === undefined || accept(leaf, search) === undefined) continue;
    search.values.push(...values);
    return leaf;
  }
  return undefined;
}

function accept<T>(leaf: Leaf<T> | undefined, search: Search): Leaf<T> | undefined {
  if (leaf === undefined) return undefined;
  if (search.method !== undefined) return leaf.methods.has(search.method) ? leaf : undefined;
  for (const method of leaf.methods.keys()) search.found!.add(method);
  return undefined;
}

function emptyNode<T>(): Node<T> {
  return { statics: new Map(), dynamic: [], rests: [], leaf: undefined };
}

function child<T>(node: Node<T>, segment: TemplateSegment): Node<T> {
  if (segment.length === 1) {
    const text = segment[0] as string;
    let next = node.statics.get(text);
    if (next === undefined) {
      next = emptyNode();
      node.statics.set(text, next);
    }
    return next;
  }
  const key = keyOf(segment);
  const known = node.dynamic.find((candidate) => candidate.key === key);
  if (known !== undefined) return known.node;
  const made: DynamicChild<T> = {
    key,
    pattern: key === "{str}" ? undefined : new TextPattern(segment),
    rank: specificity(segment),
    node: emptyNode(),
  };
  insert(node.dynamic, made);
  return made.node;
}

function restLeaf<T>(node: Node<T>, segments: readonly TemplateSegment[], template: PathTemplate): Leaf<T> {
  const key = segments.map(keyOf).join("/");
  const known = node.rests.find((candidate) => candidate.key === key);
  if (known !== undefined) return known.leaf;
  const parts = segments.flatMap((segment, index) => (index === 0 ? segment : ["/", ...segment]));
  const rank = segments.reduce((sum, segment) => sum + specificity(segment), 0);
  const made = {
    key,
    pattern: new TextPattern(parts),
    rank,
    leaf: { template, methods: new Map<string, T>() },
  };
  insert(node.rests, made);
  return made.leaf;
}

/** Keeps the list in order of falling rank, and of insertion within one rank. */
function insert<C extends { readonly rank: number }>(list: C[], made: C): void {
  const at = list.findIndex((candidate) => candidate.rank < made.rank);
  list.splice(at < 0 ? list.length : at, 0, made);
}

function keyOf(segment: TemplateSegment): string {
  return segment.map((part) => (typeof part === "string" ? part : `{${part.convertor}}`)).join("");
}

/** Literal text counts most, then a convertor, then nothing. */
function specificity(segment: TemplateSegment): number {
  let rank = 0;
  for (const part of segment) {
    if (typeof part === "string") rank += part.length * 10;
    else if (part.convertor !== "str" && part.convertor !== "path") rank += 5;
  }
  return rank;
}
