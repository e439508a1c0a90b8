import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { countOf, parseArguments } from "../../src/cli/parse-arguments.ts";
import { UsageError } from "../../src/cli/usage-error.ts";

const command = {
  name: "run",
  options: {
    port: { kind: "count", most: 65_535, summary: "" },
    unixSocket: { kind: "text", summary: "" },
    reloadDir: { kind: "texts", summary: "" },
    noReload: { kind: "flag", summary: "" },
    server: { kind: "choice", choices: ["node", "saluki"], summary: "" },
  },
} as const;

const NOTHING = {
  port: undefined,
  unixSocket: undefined,
  reloadDir: [],
  noReload: false,
  server: undefined,
};

describe("the arguments of a command", () => {
  it.each<[string[], object]>([
    [["app.ts"], {}],
    [["--port", "80", "app.ts"], { port: 80 }],
    [["app.ts", "--port=0"], { port: 0 }],
    [["app.ts", "--port", "1", "--port", "2"], { port: 2 }],
    [["app.ts", "--unix-socket", "/run/app.sock"], { unixSocket: "/run/app.sock" }],
    [["app.ts", "--unix-socket="], { unixSocket: "" }],
    [["app.ts", "--reload-dir", "src", "--reload-dir", "lib"], { reloadDir: ["src", "lib"] }],
    [["app.ts", "--no-reload"], { noReload: true }],
    [["app.ts", "--server", "saluki"], { server: "saluki" }],
    [["--", "app.ts"], {}],
  ])("%j", (args, values) => {
    expect(parseArguments(command, args)).toEqual({ target: "app.ts", values: { ...NOTHING, ...values } });
  });

  it.each([[["--help"]], [["app.ts", "-h"]], [["--port", "5", "--help"]]])("%j ask for help", (args) => {
    expect(parseArguments(command, args)).toBe("help");
  });

  it.each<[string[], string]>([
    [[], "run needs the FILE that exports the application"],
    [[""], "run needs the FILE that exports the application"],
    [["a.ts", "b.ts"], 'run takes one FILE, and there is also "b.ts"'],
    [["a.ts", "--prot", "5"], "there is no option --prot; did you mean --port?"],
    [["a.ts", "--reload-dri=x"], "there is no option --reload-dri; did you mean --reload-dir?"],
    [["a.ts", "--colour"], "there is no option --colour"],
    [["a.ts", "-x"], "there is no option -x"],
    [["a.ts", "--port"], "--port needs a value"],
    [["a.ts", "--port", "--no-reload"], "--port needs a value"],
    [["a.ts", "--port", "5x"], '--port is a whole number from 0 to 65535, and not "5x"'],
    [["a.ts", "--port", "65536"], '--port is a whole number from 0 to 65535, and not "65536"'],
    [["a.ts", "--port="], '--port is a whole number from 0 to 65535, and not ""'],
    [["a.ts", "--no-reload=5"], "Option '--no-reload' does not take an argument"],
    [["a.ts", "--server", "nginx"], '--server is node or saluki, and not "nginx"'],
  ])("%j are refused: %s", (args, message) => {
    expect(() => parseArguments(command, args)).toThrow(new UsageError(message));
  });

  it("are never refused otherwise than by a UsageError", () => {
    const word = fc.oneof(
      fc.string(),
      fc.constantFrom(
        "--port",
        "--port=",
        "--help",
        "--",
        "-",
        "-p",
        "--no-reload",
        "--__proto__",
        "--server",
      ),
    );
    fc.assert(
      fc.property(fc.array(word, { maxLength: 5 }), (args) => {
        try {
          const parsed = parseArguments(command, args);
          expect(parsed === "help" || parsed.target.length > 0).toBe(true);
        } catch (error) {
          expect(error).toBeInstanceOf(UsageError);
        }
      }),
    );
  });
});

describe("countOf", () => {
  it.each([
    ["0", 0],
    ["007", 7],
    ["9007199254740991", Number.MAX_SAFE_INTEGER],
  ])("reads %j", (text, number) => {
    expect(countOf("--limit", text)).toBe(number);
  });

  it.each(["", "-1", "+1", "1.5", "1e3", "0x10", " 1", "٣", "9007199254740992", "Infinity"])(
    "refuses %j",
    (text) => {
      expect(() => countOf("--limit", text)).toThrow(UsageError);
    },
  );
});
