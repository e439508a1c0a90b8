import { describe, expect, it } from "vitest";
import { closest } from "../../src/cli/closest.ts";

describe("closest", () => {
  const names = ["dev", "run", "routes", "openapi", "keep-alive-timeout"];

  it.each([
    ["rotes", "routes"],
    ["routse", "routes"],
    ["Routes", "routes"],
    ["opnapi", "openapi"],
    ["openapii", "openapi"],
    ["rnu", "run"],
    ["keepalive-timeout", "keep-alive-timeout"],
  ])("takes %j for %j", (given, meant) => {
    expect(closest(given, names)).toBe(meant);
  });

  it.each(["", "x", "serve", "worker", "deploy"])("takes %j for none of them", (given) => {
    expect(closest(given, names)).toBeUndefined();
  });
});
