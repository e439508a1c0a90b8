import { expect, it } from "vitest";
import { DIFFERENCES } from "../parity/differences.ts";
import { readPage } from "./page.ts";

it("docs/fastapi-differences.md tells of every kind of recorded exchange that is answered differently", () => {
  const [, section = ""] = readPage("fastapi-differences.md").split(/^## On the wire$/m);
  const [table = ""] = section.split(/^## /m);
  const rows = [...table.matchAll(/^\| (?!Saluki)(.*?) \| .+ \|$/gm)].map(([, difference]) => difference);
  expect(rows).toEqual([...new Set(Object.values(DIFFERENCES))]);
});
