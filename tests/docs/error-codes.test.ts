import { expect, it } from "vitest";
import { ERROR_CODES } from "../../src/errors.ts";
import { readPage } from "./page.ts";

it("docs/error-codes.md has every code of SalukiError, in the same order and words", () => {
  const rows = readPage("error-codes.md").matchAll(/^\| `([A-Z_]+)` \| (.*?) \| (.+) \|$/gm);
  const table = [...rows].map(([, code, meaning]) => [code, meaning]);
  expect(table).toEqual(Object.entries(ERROR_CODES));
});
