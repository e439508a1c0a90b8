import { BlockList, isIPv4, isIPv6 } from "node:net";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { formatIPAddress, IPRange, parseIPAddress } from "../../src/http/ip-address.ts";

/** An address as text, and one that is nearly one. */
const addresses = fc.oneof(fc.ipV4(), fc.ipV6(), fc.stringMatching(/^[0-9a-f:.]{0,20}$/));

describe("parseIPAddress", () => {
  it.each([
    ["192.0.2.1", "0:0:0:0:0:ffff:c000:201"],
    ["255.255.255.255", "0:0:0:0:0:ffff:ffff:ffff"],
    ["::ffff:192.0.2.1", "0:0:0:0:0:ffff:c000:201"],
    ["::FFFF:c000:0201", "0:0:0:0:0:ffff:c000:201"],
    ["::", "0:0:0:0:0:0:0:0"],
    ["::1", "0:0:0:0:0:0:0:1"],
    ["2001:DB8::", "2001:db8:0:0:0:0:0:0"],
    ["1:2:3:4:5:6:7:8", "1:2:3:4:5:6:7:8"],
    ["1:2:3:4:5:6:7::", "1:2:3:4:5:6:7:0"],
    ["::1.2.3.4", "0:0:0:0:0:0:102:304"],
  ])("reads %s", (text, groups) => {
    expect(
      parseIPAddress(text)
        ?.map((group) => group.toString(16))
        .join(":"),
    ).toBe(groups);
  });

  it.each([
    "",
    "1.2.3",
    "1.2.3.4.5",
    "01.2.3.4",
    "1.2.3.256",
    "1.2.3.4 ",
    "1::2::3",
    ":::",
    "1:2:3:4:5:6:7",
    "1:2:3:4:5:6:7:8:9",
    "1:2:3:4:5:6:7:8::",
    "::12345",
    "1.2.3.4::",
    "fe80::1%eth0",
    "[::1]",
    "::g",
    "１.2.3.4",
    "localhost",
  ])("does not read %j", (text) => {
    expect(parseIPAddress(text)).toBeUndefined();
  });

  it("takes for addresses what node:net takes", () => {
    fc.assert(
      fc.property(addresses, (text) => {
        expect(parseIPAddress(text) !== undefined).toBe(isIPv4(text) || isIPv6(text));
      }),
      { numRuns: 1000 },
    );
  });
});

describe("formatIPAddress", () => {
  it.each([
    ["192.0.2.1", "192.0.2.1"],
    ["::ffff:192.0.2.1", "192.0.2.1"],
    ["::FFFF:c000:0201", "192.0.2.1"],
    ["2001:DB8:0::1", "2001:db8::1"],
    ["::", "::"],
    ["0:0:0:0:0:0:0:1", "::1"],
    ["1:0:0:0:0:0:0:0", "1::"],
    ["1:0:0:2:0:0:0:3", "1:0:0:2::3"],
    ["1:0:0:2:0:0:3:4", "1::2:0:0:3:4"],
    ["1:0:2:3:4:5:6:7", "1:0:2:3:4:5:6:7"],
    ["::102:304", "::102:304"],
  ])("writes %s as %s", (text, written) => {
    expect(formatIPAddress(parseIPAddress(text)!)).toBe(written);
  });

  it("writes what reads as the same address", () => {
    fc.assert(
      fc.property(fc.oneof(fc.ipV4(), fc.ipV6()), (text) => {
        const address = parseIPAddress(text)!;
        expect(parseIPAddress(formatIPAddress(address))).toEqual(address);
      }),
    );
  });
});

describe("IPRange", () => {
  it.each([
    ["10.0.0.0/8", "10.255.0.1", "11.0.0.0"],
    ["10.9.9.9/8", "10.1.1.1", "9.255.255.255"],
    ["192.0.2.1", "192.0.2.1", "192.0.2.2"],
    ["192.0.2.0/31", "192.0.2.1", "192.0.2.2"],
    ["172.16.0.0/12", "172.31.255.255", "172.32.0.0"],
    ["10.0.0.0/8", "::ffff:10.0.0.1", "::10.0.0.1"],
    ["::ffff:10.0.0.0/104", "10.0.0.1", "11.0.0.1"],
    ["0.0.0.0/0", "203.0.113.7", "2001:db8::1"],
    ["fc00::/7", "fdff::1", "fe00::"],
    ["2001:db8::1", "2001:DB8:0::1", "2001:db8::2"],
    ["2001:db8::/127", "2001:db8::1", "2001:db8::2"],
  ])("%s has %s and not %s", (range, inside, outside) => {
    expect(IPRange.parse(range)!.has(parseIPAddress(inside)!)).toBe(true);
    expect(IPRange.parse(range)!.has(parseIPAddress(outside)!)).toBe(false);
  });

  it.each([
    "",
    "/8",
    "10.0.0.0/",
    "10.0.0.0/33",
    "10.0.0.0/08",
    "10.0.0.0/-1",
    "10/8",
    "::/129",
    "::/1e1",
    "a/8",
  ])("does not read %j", (text) => {
    expect(IPRange.parse(text)).toBeUndefined();
  });

  it("has what the list of node:net has", () => {
    const ipv4 = fc.tuple(
      fc.ipV4(),
      fc.integer({ min: 0, max: 32 }),
      fc.ipV4(),
      fc.constant("ipv4" as const),
    );
    const ipv6 = fc.tuple(
      fc.ipV6(),
      fc.integer({ min: 0, max: 128 }),
      fc.ipV6(),
      fc.constant("ipv6" as const),
    );
    fc.assert(
      fc.property(fc.oneof(ipv4, ipv6), fc.boolean(), ([start, length, other, family], near) => {
        const list = new BlockList();
        list.addSubnet(start, length, family);
        const address = near ? start : other;
        expect(IPRange.parse(`${start}/${length}`)!.has(parseIPAddress(address)!)).toBe(
          list.check(address, family),
        );
      }),
      { numRuns: 500 },
    );
  });
});
