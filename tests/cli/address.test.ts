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
    [
      "a Unix socket with its permissions",
      { unixSocket: "/run/app", unixSocketMode: "660" },
      {},
      { unixSocket: "/run/app", unixSocketMode: 0o660 },
    ],
    ["a descriptor alone", { descriptor: 3 }, { PORT: "http" }, { descriptor: 3 }],
  ])("is %s", (_, options, env, address) => {
    expect(addressOf(options, env)).toEqual(address);
  });

  it.each([
    [{ unixSocket: "a", port: 1 }, "--unix-socket says where to listen, and so does --port"],
    [{ unixSocket: "a", descriptor: 3 }, "--unix-socket says where to listen, and so does --descriptor"],
    [{ unixSocketMode: "660" }, "--unix-socket-mode needs --unix-socket"],
    [{ unixSocket: "a", unixSocketMode: "rw" }, "--unix-socket-mode is three octal digits"],
    [{ unixSocket: "a", unixSocketMode: "4755" }, "--unix-socket-mode is three octal digits"],
    [{ descriptor: 3, host: "::" }, "--descriptor says where to listen, and so does --host"],
  ])("is not made of %j", (options, message) => {
    expect(() => addressOf(options, {})).toThrow(message);
  });
});
