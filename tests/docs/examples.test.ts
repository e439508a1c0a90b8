import type { Saluki } from "saluki";
import { TestClient } from "saluki/testing";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { replay } from "./exchange.ts";
import { type Program, pages, programsOf, readPage } from "./page.ts";
import { run } from "./run.ts";

const isTest = ({ code }: Program) => code.includes('from "vitest"');
const isAsked = ({ exchanges }: Program) => exchanges.length > 0;

// Programs that are tests themselves, and programs that a page sends requests to. The others are type-checked only.
const shown = pages().flatMap((page) => programsOf(readPage(page)).map((program) => ({ page, ...program })));

for (const program of shown.filter(isTest)) {
  describe(`docs/${program.page} shows tests in line ${program.line}`, async () => void (await run(program)));
}

for (const program of shown.filter(isAsked)) {
  describe(`docs/${program.page} shows an application in line ${program.line}`, () => {
    let client: TestClient;

    beforeAll(async () => {
      const app = (await run(program)) as Saluki;
      client = await TestClient.start(app, { raiseServerErrors: false, followRedirects: false });
    });

    afterAll(() => client?.close());

    for (const exchange of program.exchanges) {
      const { method, target, status, line } = exchange;
      it(`which answers ${method} ${target} with ${status} (line ${line})`, async () => {
        const { is, said } = await replay(exchange, client);
        expect(is).toEqual(said);
      });
    }
  });
}
