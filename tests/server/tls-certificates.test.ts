import { createPrivateKey, generateKeyPairSync } from "node:crypto";
import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { SalukiError } from "../../src/errors.ts";
import { Certificates, type TlsOptions } from "../../src/server/tls-certificates.ts";

const pem = (file: string) => readFileSync(new URL(`./certificates/${file}`, import.meta.url));
const certificate = (name: string) => ({ cert: pem(`${name}.crt`), key: pem(`${name}.key`) });

describe("Certificates", () => {
  it.each([
    [{ minVersion: "TLSv9" }, /tls\.minVersion is "TLSv9"/],
    [{ minVersion: null }, /tls\.minVersion is null/],
    [{ clientAuthority: "" }, /tls\.clientAuthority holds no certificate/],
    [{ clientAuthority: "nonsense" }, /tls\.clientAuthority holds no certificate/],
    [{ key: "nonsense" }, /tls has a certificate or key that cannot be used/],
    [{ names: { "a.example": { cert: "", key: "" } } }, /tls\.names\["a\.example"\] has a certificate/],
  ])("names the option that cannot be used: %j", (wrong, message) => {
    const options = { ...certificate("localhost"), ...wrong } as TlsOptions;
    expect(() => new Certificates(options)).toThrow(SalukiError);
    expect(() => new Certificates(options)).toThrow(message);
  });

  it("asks for the passphrase of a key that is encrypted, and says when it is wrong", () => {
    const { cert, key } = certificate("localhost");
    const encrypted = createPrivateKey(key).export({
      type: "pkcs8",
      format: "pem",
      cipher: "aes-256-cbc",
      passphrase: "right",
    });
    const use = (options: Partial<TlsOptions>) => () =>
      new Certificates({ cert, key: encrypted, ...options });
    expect(use({})).toThrow(/The key is encrypted: give its `passphrase`/);
    expect(use({ passphrase: "wrong" })).toThrow(/the passphrase does not open it/);
    expect(use({ passphrase: "right" })).not.toThrow();
    expect(use({ passphrase: "right", cert: pem("a.example.crt") })).toThrow(/a pair that belongs together/);
  });

  it.each(["rsa", "ec", "ed25519"] as const)("refuses the %s key of another certificate", (kind) => {
    const options = { modulusLength: 2048, namedCurve: "P-256" };
    const { privateKey } = generateKeyPairSync(kind as "rsa", options);
    const key = privateKey.export({ type: "pkcs8", format: "pem" });
    const { cert, key: own } = certificate("localhost");
    const another = { cert, key };
    expect(() => new Certificates(another)).toThrow(/cannot be used/);
    expect(() => new Certificates({ cert, key: own, names: { "a.example": another } })).toThrow(
      /names\["a\.example"\]/,
    );
  });

  it("makes ready what a function returns once, until it returns another", async () => {
    let current = certificate("a.example");
    const certificates = new Certificates({
      ...certificate("localhost"),
      certificateFor: () => ({ ...current }),
    });
    const first = await certificates.find("a.example");
    expect(first).toBeDefined();
    expect(await certificates.find("A.EXAMPLE")).toBe(first);
    current = certificate("wildcard.b.example");
    const second = await certificates.find("a.example");
    expect(second).not.toBe(first);
    expect(await certificates.find("a.example")).toBe(second);
  });

  it("keeps ready no more than 1000 of them: those that were asked for last", async () => {
    const certificates = new Certificates({
      ...certificate("localhost"),
      certificateFor: () => certificate("a.example"),
    });
    const [kept, dropped] = [await certificates.find("kept"), await certificates.find("dropped")];
    for (let i = 0; i < 998; i++) await certificates.find(`n${i}`);
    expect(await certificates.find("kept")).toBe(kept);
    await certificates.find("one-more");
    expect(await certificates.find("kept")).toBe(kept);
    expect(await certificates.find("dropped")).not.toBe(dropped);
  });
});
