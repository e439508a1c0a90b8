import fc, { type Arbitrary } from "fast-check";
import { GROUP_WORDS, jsonOf } from "./json-texts.ts";
import { WORDS } from "./words.ts";

/** A request of a route, as it is sent to both applications. */
export interface LiveRequest {
  readonly method: "GET" | "POST";
  readonly target: string;
  /** Names and values in turn. */
  readonly headers: readonly string[];
  readonly body: string | undefined;
}

/** A route of both applications: `query/int`. */
export interface Route {
  readonly source: string;
  readonly kind: string;
}

/** Requests for a route: valid, nearly valid and hostile ones. */
export function requestsOf({ source, kind }: Route): Arbitrary<LiveRequest> {
  const path = `/${source}/${kind}`;
  if (kind.startsWith("group")) return pairs(groupOf()).map((all) => withPairs(source, path, all));
  switch (source) {
    case "path":
      return WORDS[kind]!.filter((word) => word !== "").map((word) => ({
        method: "GET",
        target: `${path}/${encode(word)}`,
        headers: [],
        body: undefined,
      }));
    case "query":
    case "header":
    case "cookie":
    case "form": {
      const isList = /^(list|set|tuple)/.test(kind);
      const values = fc.oneof(
        { weight: isList ? 1 : 12, arbitrary: fc.array(WORDS[kind]!, { minLength: 1, maxLength: 1 }) },
        { weight: isList ? 6 : 1, arbitrary: fc.array(WORDS[kind]!, { maxLength: 4 }) },
      );
      return values.map((all) =>
        withPairs(
          source,
          path,
          all.map((word) => ["value", word]),
        ),
      );
    }
    default:
      return bodyOf(source, kind).map(([body, type]) => ({
        method: "POST",
        target: path,
        headers: type === undefined ? [] : ["content-type", type],
        body,
      }));
  }
}

type Pair = readonly [name: string, value: string];

/** Bytes that are sent encoded, whichever they are; half of a surrogate pair has none. */
function encode(text: string): string {
  return encodeURIComponent(text.replace(/\p{Cs}/gu, "?"));
}

function withPairs(source: string, path: string, all: readonly Pair[]): LiveRequest {
  const encoded = all.map(([name, value]) => `${encode(name)}=${encode(value)}`).join("&");
  switch (source) {
    case "query":
      return {
        method: "GET",
        target: encoded === "" ? path : `${path}?${encoded}`,
        headers: [],
        body: undefined,
      };
    case "form":
      return {
        method: "POST",
        target: path,
        headers: ["content-type", "application/x-www-form-urlencoded"],
        body: encoded,
      };
    case "header":
      return {
        method: "GET",
        target: path,
        headers: all.flatMap(([name, value]) => [name, fieldValue(value)]),
        body: undefined,
      };
    default: {
      const cookie = all.map(([name, value]) => `${name}=${cookieValue(value)}`).join("; ");
      return {
        method: "GET",
        target: path,
        headers: cookie === "" ? [] : ["cookie", cookie],
        body: undefined,
      };
    }
  }
}

/** What a field's value can hold (RFC 9110 §5.5); the server takes the space around it away. */
function fieldValue(text: string): string {
  return text.replace(/[^\t\x20-\x7e\xa0-\xff]/gu, "?").trim();
}

/** What a cookie's value can hold (RFC 6265 §4.1.1), spaces inside of it too. */
function cookieValue(text: string): string {
  return text.replace(/[^\x20-\x7e]|[;"\\%]/gu, "?").trim();
}

function groupOf(): Arbitrary<Pair> {
  const known = Object.entries(GROUP_WORDS).map(([name, word]) => word.map((value): Pair => [name, value]));
  return fc.oneof(...known, fc.constant<Pair>(["first", "1"]), fc.constant<Pair>(["extra", "1"]));
}

const pairs = (pair: Arbitrary<Pair>) => fc.array(pair, { maxLength: 4 });

/** A body and its content type: JSON nearly always. */
function bodyOf(source: string, kind: string): Arbitrary<readonly [string, string | undefined]> {
  const inner = jsonOf(kind);
  const whole = source === "body" ? inner : wrapped(inner);
  const json = whole.map((text) => [text, "application/json"] as const);
  const broken = fc
    .tuple(whole, fc.nat(), fc.constantFrom("cut", "more", "comma", "quote", "control"))
    .map(([text, position, way]) => [breakJson(text, position, way), "application/json"] as const);
  const otherType = fc.tuple(
    whole,
    fc.constantFrom(
      ...["application/json; charset=utf-8", "application/vnd.api+json", "APPLICATION/JSON", undefined],
      ...[
        "text/plain",
        "application/x-www-form-urlencoded",
        "application/xml",
        "json",
        "",
        "application/jsonx",
      ],
    ),
  );
  return fc.oneof(
    { weight: 20, arbitrary: json },
    { weight: 1, arbitrary: broken },
    { weight: 1, arbitrary: otherType },
  );
}

function wrapped(inner: Arbitrary<string>): Arbitrary<string> {
  return fc.oneof(
    { weight: 18, arbitrary: inner.map((text) => `{"value":${text}}`) },
    { weight: 1, arbitrary: inner.map((text) => `{"value":null,"value":${text}}`) },
    { weight: 1, arbitrary: inner.map((text) => `{"Value":${text}}`) },
    { weight: 1, arbitrary: inner },
    { weight: 1, arbitrary: fc.constantFrom("{}", "null", "[]", "", '"x"', '{"value":null}', " ") },
  );
}

function breakJson(text: string, position: number, way: string): string {
  const at = text.length === 0 ? 0 : position % text.length;
  if (way === "cut") return text.slice(0, at);
  if (way === "more") return `${text} ${text}`;
  if (way === "comma") return `${text.slice(0, at)},${text.slice(at)}`;
  if (way === "quote") return `${text.slice(0, at)}"${text.slice(at)}`;
  return `${text.slice(0, at)}\u0001${text.slice(at)}`;
}
