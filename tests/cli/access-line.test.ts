import { describe, expect, it } from "vitest";
import { accessLine } from "../../src/cli/access-line.ts";
import type { AccessLogEntry } from "../../src/observability/index.ts";
import { entryOf, REFUSED } from "../observability/support.ts";

describe("the line of a request in saluki dev", () => {
  it.each<[string, AccessLogEntry]>([
    ["GET /items/3 200 1.2 ms", entryOf()],
    ["GET /items/3 200 12.0 s", entryOf({ durationMs: 12_000 })],
    ["GET /items/3 499 1.2 ms aborted", entryOf({ status: 499, aborted: true })],
    ["GET /items/3 101 1.2 ms closed with 1006", entryOf({ status: 101, aborted: true, closeCode: 1006 })],
    ["400 refused: Host is missing", REFUSED],
    ["GET /items/3 400 1.2 ms refused: broken", entryOf({ status: 400, refusal: "broken" })],
  ])("is %s", (line, entry) => {
    expect(accessLine(entry)).toBe(line);
  });
});
