/**
 * An IP address: eight groups of 16 bits. IPv4 stands as IPv6 has it mapped (RFC 4291 §2.5.5.2), so that
 * `10.0.0.1` and `::ffff:10.0.0.1`, which is what a socket for both versions calls it, are one address.
 */
export type IPAddress = readonly number[];

/** How an IPv4 address starts as eight groups. */
const MAPPED = [0, 0, 0, 0, 0, 0xffff] as const;

/** As long as an address can be written: eight groups, the last two of them as IPv4. */
const LONGEST = 45;

/** The address that a text is, without brackets, zone or port; `undefined` for any other text. */
export function parseIPAddress(text: string): IPAddress | undefined {
  if (text.length > LONGEST) return undefined;
  if (text.includes(":")) return parseIPv6(text);
  const groups = parseIPv4(text);
  return groups && [...MAPPED, ...groups];
}

/** Whether the text is an IPv6 address, without brackets and zone. */
export function isIPv6Address(text: string): boolean {
  return text.length <= LONGEST && text.includes(":") && parseIPv6(text) !== undefined;
}

/** The one spelling of an address: IPv4 without its mapping, IPv6 as RFC 5952 §4 has it. */
export function formatIPAddress(address: IPAddress): string {
  if (MAPPED.every((group, i) => address[i] === group)) {
    const [high, low] = [address[6]!, address[7]!];
    return `${high >> 8}.${high & 0xff}.${low >> 8}.${low & 0xff}`;
  }
  // The longest run of zeros, the first of several, if it is more than one group.
  let start = 0;
  let length = 1;
  for (let i = 0; i < 8; i++) {
    let end = i;
    while (address[end] === 0) end++;
    if (end - i > length) [start, length] = [i, end - i];
  }
  const groups = address.map((group) => group.toString(16));
  if (length === 1) return groups.join(":");
  return `${groups.slice(0, start).join(":")}::${groups.slice(start + length).join(":")}`;
}

/** Addresses that start with the same bits. */
export class IPRange {
  readonly #start: IPAddress;
  /** Bits, of 128. */
  readonly #length: number;

  private constructor(start: IPAddress, length: number) {
    this.#start = start;
    this.#length = length;
  }

  /** The range that a text is: one address, or one with a length, `10.0.0.0/8`; `undefined` for any other text. */
  static parse(text: string): IPRange | undefined {
    const slash = text.indexOf("/");
    const start = parseIPAddress(slash < 0 ? text : text.slice(0, slash));
    if (start === undefined) return undefined;
    if (slash < 0) return new IPRange(start, 128);
    const digits = text.slice(slash + 1);
    if (!/^(?:0|[1-9][0-9]{0,2})$/.test(digits)) return undefined;
    const length = Number(digits) + (text.includes(":") ? 0 : 96);
    return length > 128 ? undefined : new IPRange(start, length);
  }

  has(address: IPAddress): boolean {
    const start = this.#start;
    let left = this.#length;
    for (let i = 0; left > 0; i++, left -= 16) {
      const difference = start[i]! ^ address[i]!;
      if ((left >= 16 ? difference : difference >> (16 - left)) !== 0) return false;
    }
    return true;
  }
}

const IPV4 = /^([0-9]{1,3})\.([0-9]{1,3})\.([0-9]{1,3})\.([0-9]{1,3})$/;

function parseIPv4(text: string): [number, number] | undefined {
  const match = IPV4.exec(text);
  if (match === null) return undefined;
  let bits = 0;
  for (let i = 1; i <= 4; i++) {
    const digits = match[i]!;
    const octet = Number(digits);
    // A leading zero means octal to some: nobody knows which address it is.
    if (octet > 255 || (digits.length > 1 && digits[0] === "0")) return undefined;
    bits = bits * 256 + octet;
  }
  return [bits >>> 16, bits & 0xffff];
}

function parseIPv6(text: string): IPAddress | undefined {
  const halves = text.split("::");
  if (halves.length > 2) return undefined;
  const first = groupsOf(halves[0]!, halves.length === 1);
  const last = halves.length === 1 ? [] : groupsOf(halves[1]!, true);
  if (first === undefined || last === undefined) return undefined;
  const missing = 8 - first.length - last.length;
  if (halves.length === 1 ? missing !== 0 : missing < 1) return undefined;
  return [...first, ...new Array<number>(missing).fill(0), ...last];
}

/** The groups of one side of `::`; where it is the end of the address, the last two may be written as IPv4. */
function groupsOf(half: string, atEnd: boolean): number[] | undefined {
  const groups: number[] = [];
  if (half === "") return groups;
  const parts = half.split(":");
  for (const [i, part] of parts.entries()) {
    if (/^[0-9a-f]{1,4}$/i.test(part)) {
      groups.push(Number.parseInt(part, 16));
      continue;
    }
    const ipv4 = atEnd && i === parts.length - 1 ? parseIPv4(part) : undefined;
    if (ipv4 === undefined) return undefined;
    groups.push(...ipv4);
  }
  return groups;
}
