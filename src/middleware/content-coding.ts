import { parseAccept } from "../http/index.ts";

/** What the client wants of the content codings on offer. */
export interface CodingChoice<Coding> {
  /** The coding that the client likes best, `undefined` where that is none at all. */
  readonly coding: Coding | undefined;
  /** Whether the client takes content as it is. */
  readonly identity: "acceptable" | "refused";
}

const AS_IT_IS = { coding: undefined, identity: "acceptable" } as const;

/**
 * Chooses a content coding (RFC 9110 §12.5.3): the highest quality, among equals the first on offer. Content as
 * it is (`identity`) is always welcome unless refused by name or by `*;q=0`; it comes last unless the client gives it
 * a higher quality. Where the client refuses everything, nothing is chosen: content as it is is then the least wrong
 * answer, since the handler has already done its work.
 */
export function chooseCoding<Coding extends string>(
  accept: string | undefined,
  offers: readonly Coding[],
): CodingChoice<Coding> {
  if (accept === undefined) return AS_IT_IS;
  const qualities = new Map<string, number>();
  for (const { range, quality } of parseAccept(accept)) {
    // RFC 9110 §8.4.1.3: x-gzip is another name of gzip.
    const coding = range === "x-gzip" ? "gzip" : range;
    if (!qualities.has(coding)) qualities.set(coding, quality);
  }
  const others = qualities.get("*");
  let coding: Coding | undefined;
  let best = 0;
  for (const offer of offers) {
    const quality = qualities.get(offer) ?? others ?? 0;
    if (quality > best) {
      coding = offer;
      best = quality;
    }
  }
  const identity = qualities.get("identity") ?? others;
  if (identity !== undefined && identity > best) coding = undefined;
  return { coding, identity: identity === 0 ? "refused" : "acceptable" };
}

// Clients send a handful of different values; those that invent new ones must not fill the memory.
const MAX_REMEMBERED = 100;
const MAX_REMEMBERED_LENGTH = 100;

/** {@link chooseCoding} for these offers, with the usual values of `Accept-Encoding` remembered. */
export function codingChooser<Coding extends string>(
  offers: readonly Coding[],
): (accept: string | undefined) => CodingChoice<Coding> {
  const remembered = new Map<string, CodingChoice<Coding>>();
  return (accept) => {
    if (accept === undefined) return AS_IT_IS;
    const known = remembered.get(accept);
    if (known !== undefined) return known;
    const choice = chooseCoding(accept, offers);
    if (remembered.size < MAX_REMEMBERED && accept.length <= MAX_REMEMBERED_LENGTH)
      remembered.set(accept, choice);
    return choice;
  };
}
