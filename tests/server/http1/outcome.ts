import {
  DEFAULT_LIMITS,
  type ParserLimits,
  REFUSALS,
  RequestParser,
} from "../../../src/server/http1/index.ts";

const REASONS = new Map<unknown, string>(Object.entries(REFUSALS).map(([name, refusal]) => [refusal, name]));

/**
 * What a parser makes of pieces of bytes, one line for each request: `POST /a "the body"`, `refused 400
 * invalidHost`, and `...` at the end for a request that is not complete.
 */
export function outcomeOf(pieces: readonly Buffer[], limits: ParserLimits = DEFAULT_LIMITS): string[] {
  const lines: string[] = [];
  const parser = new RequestParser(limits);
  let request = "";
  let body: Buffer[] | undefined;
  for (const piece of pieces) {
    // A copy: the parser may write into what it is lent.
    const lent = Buffer.from(piece);
    parser.feed(lent);
    reading: for (;;) {
      const event = parser.next();
      switch (event) {
        case "head":
          request = `${parser.head.method} ${parser.framing.target}`;
          if (parser.framing.bodyLength === 0) lines.push(request);
          else body = [];
          break;
        case "data":
          body?.push(Buffer.from(parser.data));
          break;
        case "end":
          lines.push(`${request} ${JSON.stringify(Buffer.concat(body ?? []).toString("latin1"))}`);
          body = undefined;
          break;
        case "need-data":
          parser.keepRest();
          // The owner reads something else into it.
          lent.fill("!");
          break reading;
        case "refused":
          lines.push(`refused ${parser.refusal?.status} ${REASONS.get(parser.refusal)}`);
          return lines;
      }
    }
  }
  if (parser.inMessage) lines.push("...");
  return lines;
}

/** The bytes of `text`, whose characters are octets. */
export function octets(text: string): Buffer {
  return Buffer.from(text, "latin1");
}

/** `bytes` cut before each of `offsets`. */
export function cut(bytes: Buffer, offsets: readonly number[]): Buffer[] {
  const ends = [...offsets].sort((a, b) => a - b);
  return [...ends, bytes.length].map((end, i) => bytes.subarray(ends[i - 1] ?? 0, end));
}

/** One piece for each octet. */
export function octetByOctet(bytes: Buffer): Buffer[] {
  return Array.from(bytes, (_, i) => bytes.subarray(i, i + 1));
}
