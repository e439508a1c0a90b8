import { describe, expect, it } from "vitest";
import { exposition, type Sample } from "../../../src/cli/workers/exposition.ts";

const lineOf = (sample: Sample) =>
  exposition([{ name: "m", help: "h", type: "gauge", samples: [sample] }]).split("\n")[2];

describe("the text format of Prometheus", () => {
  it("has help and type before the samples of each metric, and ends with a line feed", () => {
    const text = exposition([
      {
        name: "requests_total",
        help: "Requests.",
        type: "counter",
        samples: [
          { labels: { worker: "1", status: "2xx" }, value: 3 },
          { labels: { worker: "1", status: "5xx" }, value: 0 },
        ],
      },
      { name: "up", help: "Whether.", type: "gauge", samples: [{ value: 1 }] },
    ]);
    expect(text).toBe(`# HELP requests_total Requests.
# TYPE requests_total counter
requests_total{worker="1",status="2xx"} 3
requests_total{worker="1",status="5xx"} 0
# HELP up Whether.
# TYPE up gauge
up 1
`);
  });

  it("escapes backslash, line feed and quote in the value of a label", () => {
    expect(lineOf({ labels: { path: 'C:\\x "y"\nz' }, value: 1 })).toBe(
      String.raw`m{path="C:\\x \"y\"\nz"} 1`,
    );
  });

  it("escapes backslash and line feed in the help, and leaves quotes", () => {
    const [help] = exposition([{ name: "m", help: 'a\\b "c"\nd', type: "gauge", samples: [] }]).split(
      "\n# TYPE",
    );
    expect(help).toBe(String.raw`# HELP m a\\b "c"\nd`);
  });

  it.each([
    [0.25, "0.25"],
    [12_345_678_901_234, "12345678901234"],
    [1e21, "1e+21"],
    [Number.NaN, "NaN"],
    [Number.POSITIVE_INFINITY, "+Inf"],
    [Number.NEGATIVE_INFINITY, "-Inf"],
  ])("writes %d as %s", (value, text) => {
    expect(lineOf({ value })).toBe(`m ${text}`);
  });

  it("is empty where there is nothing", () => {
    expect(exposition([])).toBe("");
  });
});
