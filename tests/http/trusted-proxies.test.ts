import { describe, expect, it } from "vitest";
import { SalukiError } from "../../src/errors.ts";
import { TrustedProxies } from "../../src/http/index.ts";

describe("TrustedProxies", () => {
  it.each([
    [["loopback"], ["127.0.0.1", "127.9.9.9", "::1", "::ffff:127.0.0.1"], ["10.0.0.1", "::2", undefined]],
    [["linklocal"], ["169.254.1.1", "fe80::1", "fe80::1%eth0"], ["169.255.0.1", "fec0::1"]],
    [["uniquelocal"], ["10.0.0.1", "172.16.0.1", "192.168.1.1", "fd00::1"], ["172.32.0.1", "192.169.0.1"]],
    [
      ["192.0.2.0/24", "2001:db8::7"],
      ["192.0.2.9", "2001:db8::7"],
      ["192.0.3.1", "2001:db8::8"],
    ],
    [["unix"], [undefined], ["127.0.0.1"]],
    [["*"], ["203.0.113.7", "::1", undefined, "testclient"], []],
    [[], [], ["127.0.0.1", "::1", undefined, "testclient"]],
  ])("%j trusts %j and not %j", (entries, trusted, others) => {
    const proxies = new TrustedProxies(entries);
    expect(trusted.filter((peer) => !proxies.trustsPeer(peer))).toEqual([]);
    expect(others.filter((peer) => proxies.trustsPeer(peer))).toEqual([]);
  });

  it.each([
    [["proxy.example"], "proxy.example"],
    [["10.0.0.0/33"], "10.0.0.0/33"],
    [["toString"], "toString"],
    [[""], '""'],
    [[7], "7"],
    ["loopback", "is not a list"],
  ])("refuses %j at the start", (entries, named) => {
    const make = () => new TrustedProxies(entries as string[]);
    expect(make).toThrow(SalukiError);
    expect(make).toThrow(named);
  });
});
