import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { linkSaluki } from "../setup/link.ts";

const ROUTES_PER_FILE = 50;

/** The programs that are type-checked, all with the same schemas. */
export const subjects = {
  /** Only the schemas that the bodies have, each used once through `z.infer`: what no framework can be cheaper than. */
  bodies: (index: number) => bodySchema(index) + inferred(`Body${index}`),
  /** The schemas of the bodies and of the responses, each used once through `z.infer`. */
  schemas: (index: number) =>
    bodySchema(index) + responseSchema(index) + inferred(`Body${index}`) + inferred(`Response${index}`),
  /** An application that declares a route with each of them. */
  app: (index: number) => bodySchema(index) + responseSchema(index) + route(index),
};

export type Subject = keyof typeof subjects;

/**
 * Writes a program of many routes, spread over files as people do, and a `tsconfig.json` beside them.
 *
 * @param folder Emptied first.
 * @param root Saluki's tree.
 */
export function generate(folder: string, root: string, subject: Subject, routes: number): void {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  linkSaluki(folder, root);
  writeFileSync(join(folder, "package.json"), '{ "type": "module" }\n');
  writeFileSync(join(folder, "tsconfig.json"), JSON.stringify(configuration, null, 2));
  const heading = subject === "app" ? 'import { app, Database, User } from "./app.ts";\n' : "";
  if (subject === "app") writeFileSync(join(folder, "app.ts"), application);
  for (let first = 0; first < routes; first += ROUTES_PER_FILE) {
    const count = Math.min(ROUTES_PER_FILE, routes - first);
    const parts = Array.from({ length: count }, (_, index) => subjects[subject](first + index));
    writeFileSync(
      join(folder, `routes-${first}.ts`),
      `import { z } from "zod";\n${heading}\n${parts.join("\n")}`,
    );
  }
}

/** As strict as a new project of today; declarations of libraries are taken as they are. */
const configuration = {
  compilerOptions: {
    target: "es2023",
    module: "nodenext",
    moduleDetection: "force",
    types: [],
    strict: true,
    noUncheckedIndexedAccess: true,
    verbatimModuleSyntax: true,
    allowImportingTsExtensions: true,
    skipLibCheck: true,
    noEmit: true,
  },
  include: ["*.ts"],
};

const application = `import { Depends, Saluki } from "saluki";
import { z } from "zod";

export const app = new Saluki();

export const Database = Depends(async function* () {
  yield { insert: async <Row>(row: Row) => ({ ...row, id: 1 }) };
});

export const User = Depends({ database: Database, session: z.string().default("") }, async ({ session }) => ({
  name: session.toUpperCase(),
  age: session.length,
}));
`;

const bodySchema = (index: number): string => `
const Body${index} = z.object({
  name${index}: z.string().min(1),
  price: z.number().positive(),
  note: z.string().optional(),
  tags: z.array(z.string()),
});
`;

const responseSchema = (index: number): string => `
const Response${index} = z.object({
  id: z.int(),
  owner: z.string(),
  name${index}: z.string(),
  price: z.number(),
  note: z.string().optional(),
  tags: z.array(z.string()),
});
`;

const inferred = (schema: string): string =>
  `export const price${schema} = (value: z.infer<typeof ${schema}>): number => value.price + value.tags.length;\n`;

const route = (index: number): string => `
export const route${index} = app.post(
  "/shops/{shop}/resource${index}/{item}",
  {
    shop: z.string(),
    item: z.int(),
    limit: z.int().default(10),
    archived: z.boolean().optional(),
    body: Body${index},
    user: User,
    database: Database,
  },
  { response: Response${index}, status: 201 },
  async ({ shop, item, limit, archived, body, user, database }) => {
    const price = archived === true ? body.price : item + limit;
    return database.insert({ ...body, name${index}: body.name${index} + shop, price, owner: user.name });
  },
);
`;
