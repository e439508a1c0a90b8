import { SalukiError, shown } from "../errors.ts";
import { type IPAddress, IPRange, parseIPAddress } from "./ip-address.ts";

/** The sets of addresses that have a name: what RFC 1122, RFC 3927, RFC 1918 and RFC 4193 set aside. */
const NAMED: Readonly<Record<string, readonly string[]>> = {
  loopback: ["127.0.0.0/8", "::1"],
  linklocal: ["169.254.0.0/16", "fe80::/10"],
  uniquelocal: ["10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "fc00::/7"],
};

/** Who is believed when he says for whom he asks. */
export class TrustedProxies {
  readonly #everyone: boolean;
  /** Whether peers of a Unix socket are trusted, which have no address. */
  readonly #unix: boolean;
  readonly #ranges: readonly IPRange[];

  /** @throws SalukiError INVALID_OPTION for an entry that is neither an address nor a range nor one of the names */
  constructor(entries: readonly string[]) {
    if (!Array.isArray(entries)) throw refuse(entries, "is not a list");
    const ranges: IPRange[] = [];
    for (const entry of entries) {
      if (entry === "*" || entry === "unix") continue;
      const written = typeof entry === "string" && Object.hasOwn(NAMED, entry) ? NAMED[entry]! : [entry];
      for (const text of written) {
        const range = typeof text === "string" ? IPRange.parse(text) : undefined;
        if (range === undefined) throw refuse(entry, "is no address");
        ranges.push(range);
      }
    }
    this.#everyone = entries.includes("*");
    this.#unix = entries.includes("unix");
    this.#ranges = ranges;
  }

  /** Whether the peer is trusted that a socket calls so: an IPv6 address may have a zone. */
  trustsPeer(remoteAddress: string | undefined): boolean {
    if (this.#everyone) return true;
    if (remoteAddress === undefined) return this.#unix;
    const zone = remoteAddress.indexOf("%");
    const address = parseIPAddress(zone < 0 ? remoteAddress : remoteAddress.slice(0, zone));
    return address !== undefined && this.trusts(address);
  }

  /** `undefined` is the peer of a Unix socket. */
  trusts(address: IPAddress | undefined): boolean {
    if (this.#everyone) return true;
    if (address === undefined) return this.#unix;
    for (const range of this.#ranges) if (range.has(address)) return true;
    return false;
  }
}

function refuse(entry: unknown, problem: string): SalukiError {
  return new SalukiError("INVALID_OPTION", {
    what: `${shown(entry)} of trustedProxies ${problem}`,
    fix: 'Give a list of addresses, ranges ("10.0.0.0/8"), "loopback", "linklocal", "uniquelocal", "unix" or "*".',
  });
}
