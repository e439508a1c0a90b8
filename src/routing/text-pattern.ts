import { CONVERTOR_PATTERNS, type Convertor } from "../params/index.ts";
import type { TemplateParam } from "./path-template.ts";

const WHOLE = Object.fromEntries(
  Object.entries(CONVERTOR_PATTERNS).map(([convertor, source]) => [
    convertor,
    new RegExp(`^(?:${source})$`, "s"),
  ]),
) as Readonly<Record<Convertor, RegExp>>;

/**
 * Text with names in it, such as `{from}-{to}.json`. The text between two names is looked for from the right, so that
 * the first name takes as much as it can, and each name is then checked by itself: time grows with the length of the text
 * only, where a regular expression of several names could be made to try every way of splitting it.
 */
export class TextPattern {
  /** What stands before, between and behind the names: one more than there are names. */
  readonly #texts: readonly string[];
  readonly #convertors: readonly Convertor[];

  constructor(parts: readonly (string | TemplateParam)[]) {
    const texts = [""];
    const convertors: Convertor[] = [];
    for (const part of parts) {
      if (typeof part === "string") texts[texts.length - 1] += part;
      else {
        convertors.push(part.convertor);
        texts.push("");
      }
    }
    this.#texts = texts;
    this.#convertors = convertors;
  }

  /**
   * The values of the names, `undefined` for a text that does not match.
   *
   * @param lenient whether convertors other than `path` take any text
   */
  match(text: string, lenient: boolean): string[] | undefined {
    const texts = this.#texts;
    const convertors = this.#convertors;
    const first = texts[0]!;
    const last = texts[texts.length - 1]!;
    if (!text.startsWith(first) || !text.endsWith(last)) return undefined;
    const values: string[] = [];
    let end = text.length - last.length;
    for (let i = convertors.length - 1; i > 0; i--) {
      const between = texts[i]!;
      const latest = end - between.length - (convertors[i] === "path" ? 0 : 1);
      const at = latest < first.length ? -1 : text.lastIndexOf(between, latest);
      if (at < first.length) return undefined;
      values.unshift(text.slice(at + between.length, end));
      end = at;
    }
    if (end < first.length) return undefined;
    values.unshift(text.slice(first.length, end));
    const fits = values.every((value, i) => {
      const convertor = convertors[i]!;
      return WHOLE[lenient && convertor !== "path" ? "str" : convertor].test(value);
    });
    return fits ? values : undefined;
  }
}
