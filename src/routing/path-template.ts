import { SalukiError } from "../errors.ts";
import { CONVERTOR_PATTERNS, type Convertor } from "../params/index.ts";

/** A name in a template. */
export interface TemplateParam {
  readonly name: string;
  readonly convertor: Convertor;
}

/** A segment between two slashes: its literal text and names in turn, `["", param, ".json"]` for `{id}.json`. */
export type TemplateSegment = readonly (string | TemplateParam)[];

/** A path with names in it, such as `/items/{id}/files/{filePath:path}`. */
export interface PathTemplate {
  /** The template as it was written. */
  readonly source: string;
  readonly segments: readonly TemplateSegment[];
  /** The names in order of appearance. */
  readonly params: readonly TemplateParam[];
}

const PARAM = /\{([^{}]*)\}/g;
const NAME = /^[A-Za-z_$][\w$-]*$/;

/**
 * Reads a path template.
 *
 * @throws SalukiError `INVALID_PATH_TEMPLATE`
 */
export function parsePathTemplate(source: string): PathTemplate {
  if (source !== "" && !source.startsWith("/")) {
    throw invalid(source, "it does not start with a slash", `Write "/${source}"`);
  }
  if (/[?#]/.test(source))
    throw invalid(source, 'it holds "?" or "#"', "Declare query parameters with Query(...)");
  const params: TemplateParam[] = [];
  const segments = source
    .split("/")
    .slice(1)
    .map((text) => parseSegment(text, source, params));
  const names = params.map(({ name }) => name);
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice !== undefined)
    throw invalid(source, `the name ${twice} stands in it twice`, "Give each its own name");
  return { source, segments, params };
}

function parseSegment(text: string, source: string, params: TemplateParam[]): TemplateSegment {
  const parts: (string | TemplateParam)[] = [];
  let end = 0;
  for (const match of text.matchAll(PARAM)) {
    parts.push(text.slice(end, match.index));
    end = match.index + match[0].length;
    const [name = "", convertor = "str"] = match[1]!.split(":", 2);
    if (!NAME.test(name))
      throw invalid(source, `${match[0]} has no proper name`, "Write {name} or {name:convertor}");
    if (!Object.hasOwn(CONVERTOR_PATTERNS, convertor)) {
      throw invalid(
        source,
        `there is no convertor ${JSON.stringify(convertor)}`,
        `Use one of ${Object.keys(CONVERTOR_PATTERNS).join(", ")}`,
      );
    }
    const param = { name, convertor: convertor as Convertor };
    if (typeof parts.at(-2) === "object" && parts.at(-1) === "") {
      throw invalid(
        source,
        `nothing separates {${name}} from the name before it`,
        "Put text or a slash between them",
      );
    }
    parts.push(param);
    params.push(param);
  }
  parts.push(text.slice(end));
  if (parts.some((part) => typeof part === "string" && /[{}]/.test(part))) {
    throw invalid(source, "its braces do not match", "Write names as {name}");
  }
  return parts;
}

/** The template as the OpenAPI document writes it: names without their convertors. */
export function openapiPath(template: PathTemplate): string {
  return template.source.replace(PARAM, (_all, inner: string) => `{${inner.split(":", 1)[0]}}`);
}

/**
 * A path of this template, percent-encoded.
 *
 * @throws SalukiError `UNKNOWN_ROUTE` when a value is missing, empty or not of the template
 */
export function buildPath(template: PathTemplate, values: Readonly<Record<string, unknown>>): string {
  for (const { name } of template.params) {
    if (values[name] === undefined || values[name] === null || String(values[name]) === "") {
      throw new SalukiError("UNKNOWN_ROUTE", {
        what: `no value for {${name}} of ${template.source}`,
        fix: `Pass { ${name}: ... }`,
      });
    }
  }
  for (const name of Object.keys(values)) {
    if (template.params.some((param) => param.name === name)) continue;
    throw new SalukiError("UNKNOWN_ROUTE", {
      what: `${template.source} has no {${name}}`,
      fix: "Add what belongs into the query to the URL yourself",
    });
  }
  return template.source.replace(PARAM, (_all, inner: string) => {
    const [name = "", convertor] = inner.split(":", 2);
    const text = String(values[name]);
    return convertor === "path"
      ? text.split("/").map(encodeURIComponent).join("/")
      : encodeURIComponent(text);
  });
}

function invalid(source: string, why: string, fix: string): SalukiError {
  return new SalukiError("INVALID_PATH_TEMPLATE", {
    what: `the path ${JSON.stringify(source)} cannot be read: ${why}`,
    fix,
  });
}
