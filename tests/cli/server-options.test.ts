import { describe, expect, it } from "vitest";
import { parseArguments } from "../../src/cli/parse-arguments.ts";
import { SERVER_OPTIONS, serverSettings } from "../../src/cli/server-options.ts";
import { UsageError } from "../../src/cli/usage-error.ts";

function settings(args: readonly string[], env: Record<string, string> = {}) {
  const invocation = parseArguments({ name: "run", options: SERVER_OPTIONS }, ["main.ts", ...args]);
  if (invocation === "help") throw new Error("asked for help");
  return serverSettings(invocation.values, env);
}

describe("the proxies that are trusted", () => {
  const trusted = (args: readonly string[], env?: Record<string, string>) =>
    settings(args, env).trustedProxies;

  it("are none by default", () => {
    expect(trusted([])).toBeUndefined();
    expect(trusted([], { FORWARDED_ALLOW_IPS: "" })).toBeUndefined();
  });

  it("are those of --trusted-proxies, which takes lists and may be repeated", () => {
    expect(trusted(["--trusted-proxies", "loopback, 10.0.0.0/8", "--trusted-proxies", "unix"])).toEqual([
      "loopback",
      "10.0.0.0/8",
      "unix",
    ]);
  });

  it("are those of FORWARDED_ALLOW_IPS where the option is not given", () => {
    const env = { FORWARDED_ALLOW_IPS: "127.0.0.1,10.0.0.7" };
    expect(trusted([], env)).toEqual(["127.0.0.1", "10.0.0.7"]);
    expect(trusted(["--trusted-proxies", "unix"], env)).toEqual(["unix"]);
    expect(trusted([], { FORWARDED_ALLOW_IPS: "*" })).toEqual(["*"]);
  });

  it("are believed in the fields that the options name", () => {
    expect(settings(["--forwarded-headers", "forwarded"]).forwardedHeaders).toBe("forwarded");
    expect(settings(["--forwarded-host", "believe"]).forwardedHost).toBe("believe");
    expect(settings(["--forwarded-prefix", "believe"]).forwardedPrefix).toBe("believe");
    expect(settings([])).toMatchObject({
      forwardedHeaders: undefined,
      forwardedHost: undefined,
      forwardedPrefix: undefined,
    });
    expect(() => settings(["--forwarded-headers", "both"])).toThrow(UsageError);
  });
});

describe("the certificate", () => {
  const files = ["--tls-cert", "a.crt", "--tls-key", "a.key"];

  it("is in the files that are named, with a passphrase from the environment", () => {
    expect(settings([]).tls).toBeUndefined();
    expect(settings(files).tls).toEqual({ certFile: "a.crt", keyFile: "a.key", passphrase: undefined });
    const args = [...files, "--tls-key-passphrase-env", "SECRET"];
    expect(settings(args, { SECRET: "s" }).tls).toMatchObject({ passphrase: "s" });
  });

  it.each([
    [["--tls-cert", "a.crt"], "--tls-cert needs --tls-key"],
    [["--tls-key", "a.key"], "--tls-key needs --tls-cert"],
    [["--tls-key-passphrase-env", "SECRET"], "--tls-key-passphrase-env needs --tls-key"],
    [[...files, "--tls-key-passphrase-env", "SECRET"], "SECRET, which is not set"],
  ])("is not made of %j", (args, message) => {
    expect(() => settings(args)).toThrow(UsageError);
    expect(() => settings(args)).toThrow(message);
  });
});
