import { describe, expect, it } from "vitest";
import { addressOf } from "../../src/cli/run.ts";

describe("the address of saluki run", () => {
  it.each([
    ["the default", {}, {}, { port: 8000, host: "127.0.0.1" }],
    ["the environment's", {}, { PORT: "80", HOST: "::" }, { port: 80, host: "::" }],
    ["the default for empty variables", {}, { PORT: "", HOST: "" }, { port: 8000, host: "127.0.0.1" }],
    [
      "the options', before the environment's",
      { port: 0, host: "0.0.0.0" },
      { PORT: "80", HOST: "::" },
      { port: 0, host: "0.0.0.0" },
    ],
    [
      "a Unix socket alone",
      { unixSocket: "/run/app" },
      { PORT: "80", HOST: "::" },
      { unixSocket: "/run/app" },
    ],
    ["a descriptor alone", { descriptor: 3 }, { PORT: "http" }, { descriptor: 3 }],
  ])("is %s", (_, options, env, address) => {
    expect(addressOf(options, env)).toEqual(address);
  });

  it.each([
    [{ unixSocket: "a", port: 1 }, "--unix-socket says where to listen, and so does --port"],
    [{ unixSocket: "a", descriptor: 3 }, "--unix-socket says where to listen, and so does --descriptor"],
    [{ descriptor: 3, host: "::" }, "--descriptor says where to listen, and so does --host"],
  ])("is not made of %j", (options, message) => {
    expect(() => addressOf(options, {})).toThrow(message);
  });
});
