import { readdirSync, readFileSync } from "node:fs";
import { snippetsOf } from "../../scripts/snippets.mjs";
import { type Exchange, parseExchange } from "./exchange.ts";

export const FOLDER = new URL("../../docs/", import.meta.url);

/** A program that a page shows, with the requests to it that follow it there. */
export interface Program {
  /** Of the Markdown text, from 1. */
  readonly line: number;
  readonly code: string;
  readonly exchanges: readonly Exchange[];
}

/** The names of the pages, such as `routing.md`. */
export function pages(): string[] {
  return readdirSync(FOLDER).filter((name) => name.endsWith(".md"));
}

export function readPage(name: string): string {
  return readFileSync(new URL(name, FOLDER), "utf8");
}

/**
 * The programs of a Markdown text. A block marked `http` is a request to the program before it, and its answer:
 *
 *     GET /items/7
 *
 *     HTTP/1.1 200 OK
 *     Content-Type: application/json
 *
 *     { "id": 7 }
 */
export function programsOf(markdown: string): Program[] {
  const exchanges = [...httpBlocks(markdown)];
  const snippets = snippetsOf(markdown);
  return snippets.map(({ line, code }, index) => {
    const end = snippets[index + 1]?.line ?? Number.POSITIVE_INFINITY;
    return { line, code, exchanges: exchanges.filter((one) => one.line > line && one.line < end) };
  });
}

function* httpBlocks(markdown: string): Generator<Exchange> {
  for (const match of markdown.matchAll(/^```http\n(.*?)^```$/gms)) {
    yield parseExchange(match[1]!, markdown.slice(0, match.index).split("\n").length);
  }
}
