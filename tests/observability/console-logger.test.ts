import fc from "fast-check";
import { afterEach, describe, expect, it, vi } from "vitest";
import { SalukiError } from "../../src/errors.ts";
import { type ConsoleLoggerOptions, consoleLogger, type LogLevel } from "../../src/observability/index.ts";

afterEach(() => void vi.unstubAllEnvs());

/** A logger whose lines the test can read. */
function recording(options: ConsoleLoggerOptions & { isTTY?: boolean } = {}) {
  const lines: string[] = [];
  const destination = { write: (line: string) => lines.push(line), isTTY: options.isTTY };
  return { logger: consoleLogger({ destination, ...options }), lines };
}

/** What the logger makes of one call, as JSON. */
function logged(fields: unknown, message?: string): Record<string, unknown> {
  const { logger, lines } = recording();
  logger.info(fields as object, message);
  expect(lines).toHaveLength(1);
  expect(lines[0]!.indexOf("\n")).toBe(lines[0]!.length - 1);
  const { level, time, ...rest } = JSON.parse(lines[0]!);
  expect(level).toBe("info");
  expect(new Date(time).toISOString()).toBe(time);
  return rest;
}

describe("consoleLogger, away from a terminal", () => {
  it("writes one line of JSON with level, time, message and fields, in this order", () => {
    const { logger, lines } = recording();
    logger.warn({ port: 8000, tags: ["a"] }, "listening");
    expect(lines[0]).toMatch(
      /^{"level":"warn","time":"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z","msg":"listening","port":8000,"tags":\["a"\]}\n$/,
    );
  });

  it("takes a message alone, and fields alone", () => {
    expect(logged("ready")).toEqual({ msg: "ready" });
    expect(logged({ port: 1 })).toEqual({ port: 1 });
  });

  it("writes an error with type, message, stack, causes and what it carries", () => {
    const cause = new TypeError("inner");
    const error = Object.assign(new Error("outer", { cause }), { code: "E_OUTER" });
    const { err, msg } = logged({ err: error }, "failed") as { err: Record<string, unknown>; msg: string };
    expect(msg).toBe("failed");
    expect(err).toMatchObject({ type: "Error", message: "outer", code: "E_OUTER" });
    expect(err["stack"]).toBe(error.stack);
    expect(err["cause"]).toMatchObject({ type: "TypeError", message: "inner", stack: cause.stack });
  });

  it("takes an error alone, and says what it says", () => {
    expect(logged(new Error("boom"))).toMatchObject({ msg: "boom", err: { message: "boom" } });
    expect(logged(new Error("boom"), "failed")).toMatchObject({ msg: "failed", err: { message: "boom" } });
    expect(logged({ err: new Error("boom") })).toMatchObject({ msg: "boom" });
  });

  it("writes the errors of an AggregateError", () => {
    const error = new AggregateError([new Error("one"), new Error("two")], "both");
    expect(logged({ error })).toMatchObject({ error: { errors: [{ message: "one" }, { message: "two" }] } });
  });

  it("does not let a field pass itself off as level, time or message", () => {
    expect(logged({ level: "error", time: 0, msg: "mine" }, "real")).toEqual({
      msg: "real",
      _level: "error",
      _time: 0,
      _msg: "mine",
    });
  });
});

describe("consoleLogger, given what JSON cannot carry", () => {
  class Secretive {
    get value(): never {
      throw new Error("not for you");
    }
  }
  const circle: Record<string, unknown> = { name: "circle" };
  circle["self"] = circle;
  const shared = { a: 1 };
  const { proxy: revoked, revoke } = Proxy.revocable({}, {});
  revoke();

  it.each<[string, unknown, unknown]>([
    ["a circle", circle, { name: "circle", self: "[circular]" }],
    ["the same object twice, which is no circle", { x: shared, y: shared }, { x: shared, y: shared }],
    ["a BigInt", 12345678901234567890n, "12345678901234567890"],
    ["numbers that are none", [NaN, Infinity, -0], ["NaN", "Infinity", 0]],
    ["undefined", { a: undefined, b: [undefined] }, { b: [null] }],
    ["a symbol and a function", [Symbol("s"), () => 1], ["Symbol(s)", "[function]"]],
    ["a date", new Date(0), "1970-01-01T00:00:00.000Z"],
    ["a date that is none", new Date(NaN), null],
    ["a URL", new URL("http://a.test/"), "http://a.test/"],
    ["bytes", Buffer.from("secret"), "[6 bytes]"],
    ["a map and a set", [new Map([["a", 1]]), new Set([1, 2])], [{ a: 1 }, [1, 2]]],
    ["an object without a prototype", Object.create(null, { a: { value: 1, enumerable: true } }), { a: 1 }],
    ["a toJSON", { toJSON: () => ({ a: 1n }) }, { a: "1" }],
    [
      "a toJSON that throws",
      {
        toJSON: () => {
          throw new Error("no");
        },
      },
      "[unreadable]",
    ],
    [
      "a toJSON that gives itself",
      {
        toJSON() {
          return this;
        },
      },
      "[circular]",
    ],
    ["a revoked proxy", revoked, "[unreadable]"],
    [
      "something deep",
      { a: { b: { c: { d: { e: { f: 1 } } } } } },
      { a: { b: { c: { d: { e: "[...]" } } } } },
    ],
  ])("%s", (_, value, expected) => {
    expect(logged({ value })).toEqual({ value: expected });
  });

  it("a getter that throws, beside one that does not", () => {
    const value = Object.defineProperty({ a: 1 }, "b", {
      enumerable: true,
      get: () => new Secretive().value,
    });
    expect(logged({ value })).toEqual({ value: { a: 1, b: "[unreadable]" } });
    expect(logged(value)).toEqual({ a: 1, b: "[unreadable]" });
  });

  it("an error whose message and stack cannot be read", () => {
    class Hostile extends Error {
      override get message(): never {
        throw new Error("no");
      }
      override get stack(): never {
        throw new Error("no");
      }
    }
    expect(logged(new Hostile())).toMatchObject({
      err: { type: "Error", message: "[unreadable]", stack: "[unreadable]" },
    });
  });

  it("an error that is its own cause", () => {
    const error = new Error("boom");
    error.cause = error;
    expect(logged(error)).toMatchObject({ err: { message: "boom", cause: "[circular]" } });
  });

  it("an error that lost its stack", () => {
    const error = new TypeError("boom");
    delete error.stack;
    expect(logged(error)).toMatchObject({ err: { stack: "TypeError: boom" } });
  });

  it("fields that are no object", () => {
    expect(logged(null)).toEqual({ msg: "null" });
    expect(logged(undefined)).toEqual({ msg: "undefined" });
    expect(logged(42)).toEqual({ msg: "42" });
    expect(logged([1])).toEqual({ value: [1] });
    expect(logged(revoked)).toEqual({ value: "[unreadable]" });
  });

  it("cuts what is long or wide, and says so", () => {
    const { text } = logged({ text: "x".repeat(20_000) }) as { text: string };
    expect(text).toBe(`${"x".repeat(16_384)}[... 3616 more]`);
    const { list } = logged({ list: Array.from({ length: 150 }, (_, i) => i) }) as { list: unknown[] };
    expect(list).toHaveLength(101);
    expect(list.at(-1)).toBe("[... 50 more]");
    const wide = logged(Object.fromEntries(Array.from({ length: 150 }, (_, i) => [`k${i}`, i])));
    expect(Object.keys(wide)).toHaveLength(101);
    expect(wide["..."]).toBe("50 more");
  });

  it("stays small where few objects make a huge tree", () => {
    let value: unknown = { leaf: 1 };
    for (let i = 0; i < 5; i++) value = Array(90).fill(value);
    const { logger, lines } = recording();
    logger.info({ value });
    expect(lines[0]!.length).toBeLessThan(100_000);
  });

  it("never throws, and writes one line of JSON for anything at all", () => {
    fc.assert(
      fc.property(
        fc.anything({
          withBigInt: true,
          withDate: true,
          withMap: true,
          withSet: true,
          withTypedArray: true,
          withNullPrototype: true,
        }),
        fc.option(fc.string(), { nil: undefined }),
        (value, message) => {
          logged(value, message);
          logged({ value }, message);
        },
      ),
    );
  });

  it("never throws where the destination is gone", () => {
    const destination = {
      write() {
        throw new Error("EPIPE");
      },
    };
    expect(() => consoleLogger({ destination }).info("hello")).not.toThrow();
  });
});

describe("consoleLogger, on a terminal", () => {
  const readable = (fields: unknown, message?: string) => {
    const { logger, lines } = recording({ format: "readable" });
    logger.error(fields as object, message);
    return lines.join("");
  };

  it("writes time, level, message and fields", () => {
    expect(readable({ port: 8000, path: "/a?b", note: "two words", list: [1, "x"] }, "listening")).toMatch(
      /^\d\d:\d\d:\d\d\.\d{3} ERROR listening port=8000 path="\/a\?b" note="two words" list=\[1,"x"\]\n$/,
    );
  });

  it("writes the stacks of an error and its causes below", () => {
    const error = new Error("outer", { cause: Object.assign(new TypeError("inner"), { code: 7 }) });
    const text = readable({ err: error, path: "/" }, "failed");
    const lines = text.split("\n");
    expect(lines[0]).toMatch(/ERROR failed path=\/$/);
    expect(lines[1]).toBe("  Error: outer");
    expect(lines[2]).toMatch(/^ {6}at /);
    expect(lines).toContain("  caused by:");
    expect(lines).toContain("  TypeError: inner");
    expect(lines).toContain("  code=7");
  });

  it("lets nobody forge a line or steer the terminal", () => {
    const text = readable({ "k\n": "a\nb\x1b[2J\x9b" }, "one\r\n00:00:00.000 INFO  two\x1b]0;title\x07");
    const controls = [...text.trimEnd()].filter((character) => /\p{Cc}/u.test(character));
    expect(controls).toEqual([]);
    expect(readable(new Error("boom\x1b[2J"))).not.toContain("\x1b");
  });

  it("is readable, in colour, without being told", () => {
    vi.stubEnv("NO_COLOR", "");
    const { logger, lines } = recording({ isTTY: true });
    logger.info({ port: 1 }, "listening");
    expect(lines[0]!.replaceAll("\x1b", "ESC")).toMatch(
      /^ESC\[90m[\d:.]+ESC\[0m ESC\[32mINFO ESC\[0m listening port=1\n$/,
    );
  });

  it("has no colour where NO_COLOR is set, nor where the format was merely asked for", () => {
    vi.stubEnv("NO_COLOR", "1");
    const plain = recording({ isTTY: true });
    plain.logger.info("listening");
    expect(plain.lines[0]).not.toContain("\x1b");
    vi.unstubAllEnvs();
    expect(readable("x")).not.toContain("\x1b");
  });

  it("never throws, and writes one line for anything that is no error", () => {
    fc.assert(
      fc.property(fc.anything({ withBigInt: true, withMap: true }), fc.string(), (value, message) => {
        expect(readable({ value }, message).split("\n")).toHaveLength(2);
      }),
    );
  });
});

describe("consoleLogger, its level", () => {
  const LEVELS: LogLevel[] = ["debug", "info", "warn", "error"];

  it.each<[ConsoleLoggerOptions["level"], LogLevel[]]>([
    [undefined, ["info", "warn", "error"]],
    ["debug", LEVELS],
    ["warn", ["warn", "error"]],
    ["error", ["error"]],
    ["silent", []],
  ])("%s writes %j", (level, expected) => {
    const { logger, lines } = recording({ level });
    for (const of of LEVELS) logger[of]("x");
    expect(lines.map((line) => JSON.parse(line).level)).toEqual(expected);
    for (const of of LEVELS) expect(logger.isLevelEnabled?.(of)).toBe(expected.includes(of));
  });

  it("does not look at the fields of a line that is off", () => {
    const { logger } = recording({ level: "warn" });
    let looked = false;
    const fields = {
      get secret() {
        looked = true;
        return 1;
      },
    };
    logger.info(fields);
    expect(looked).toBe(false);
  });

  it.each([{ level: "trace" }, { level: "" }, { format: "xml" }])(
    "throws INVALID_OPTION for %j",
    (options) => {
      const make = () => consoleLogger(options as ConsoleLoggerOptions);
      expect(make).toThrow(SalukiError);
      expect(make).toThrow(/INVALID_OPTION/);
    },
  );

  it("writes to standard error where no destination is given", () => {
    const write = vi.spyOn(process.stderr, "write").mockReturnValue(true);
    consoleLogger({ format: "json" }).info("hello");
    expect(write).toHaveBeenCalledWith(expect.stringContaining('"msg":"hello"'));
    write.mockRestore();
  });
});
