import { describe, expect, it, vi } from "vitest";
import { saluki } from "./command.ts";
import { project } from "./project.ts";

vi.setConfig({ testTimeout: 60_000 });

const SHOP = `import { Router, Saluki } from "saluki";
import { StaticFiles } from "saluki/static";
import { z } from "zod";

console.log("loading");
const items = new Router({ prefix: "/items", tags: ["items"] });
items.get("/{id}", { id: z.int() }, function readItem({ id }) { return id; });
items.route(["PUT", "PATCH"], "/{id}", { id: z.int() }, { tags: ["admin"], name: "change" }, ({ id }) => id);

const admin = new Saluki();
admin.get("/users", function listUsers() { return []; });

const app = new Saluki();
app.get("/", () => "hello");
app.get("/health", {}, { includeInSchema: false }, () => "ok");
app.include(items);
app.websocket("/live", async (_, socket) => socket.accept());
app.mount("/admin", admin);
app.mount("/files", StaticFiles("."), { name: "files" });
setInterval(() => {}, 1000);
export default app;
`;

describe("saluki routes", () => {
  it("prints a table, WebSockets and mounted applications included", async () => {
    const { folder } = project({ "src/shop.mjs": SHOP });
    expect(await saluki(["routes", "src/shop.mjs"], { cwd: folder })).toEqual({
      code: 0,
      // What the application prints is kept apart.
      stderr: "loading\n",
      stdout: `METHOD     PATH          NAME       TAGS          DECLARED AT
GET        /             getRoot                  src/shop.mjs:14
GET        /health       getHealth                src/shop.mjs:15
GET        /items/{id}   readItem   items         src/shop.mjs:7
PUT        /items/{id}   change     items, admin  src/shop.mjs:8
PATCH      /items/{id}   change     items, admin  src/shop.mjs:8
WEBSOCKET  /live                                  src/shop.mjs:17
MOUNT      /admin                                 src/shop.mjs:18
GET        /admin/users  listUsers                src/shop.mjs:11
MOUNT      /files        files                    src/shop.mjs:19
`,
    });
  });

  it("prints JSON for programs", async () => {
    const { folder } = project({ "shop.mjs": SHOP });
    const { stdout } = await saluki(["routes", "shop.mjs", "--json"], { cwd: folder });
    const rows = JSON.parse(stdout) as unknown[];
    expect(rows).toHaveLength(9);
    expect(rows[1]).toEqual({
      method: "GET",
      path: "/health",
      name: "getHealth",
      operationId: "getHealth",
      tags: [],
      documented: false,
      declaredAt: "shop.mjs:15",
    });
    expect(rows[3]).toEqual({
      method: "PUT",
      path: "/items/{id}",
      name: "change",
      operationId: "putItemsById",
      tags: ["items", "admin"],
      documented: true,
      declaredAt: "shop.mjs:8",
    });
    expect(rows[5]).toEqual({
      method: "WEBSOCKET",
      path: "/live",
      tags: [],
      documented: false,
      declaredAt: "shop.mjs:17",
    });
  });

  it("names files with spaces as they are called", async () => {
    const { folder } = project({
      "my shop.mjs": `import { Saluki } from "saluki";\nexport const app = new Saluki();\napp.get("/", () => 1);`,
    });
    const { stdout } = await saluki(["routes", "my shop.mjs"], { cwd: folder });
    expect(stdout).toContain("getRoot        my shop.mjs:3\n");
  });

  it("says so where there are none", async () => {
    const { folder } = project({
      "shop.mjs": `import { Saluki } from "saluki"; export const app = new Saluki();`,
    });
    const { stdout } = await saluki(["routes", "shop.mjs"], { cwd: folder });
    expect(stdout).toBe("The application has no routes.\n");
  });

  it("fails for routes that cannot live together", async () => {
    const { folder } = project({
      "shop.mjs": `import { Saluki } from "saluki";
        export const app = new Saluki();
        app.get("/", () => 1);
        app.get("/", () => 2);`,
    });
    const { code, stdout, stderr } = await saluki(["routes", "shop.mjs"], { cwd: folder });
    expect({ code, stdout }).toEqual({ code: 1, stdout: "" });
    expect(stderr).toMatch(/^saluki: GET \/ is declared twice \[DUPLICATE_ROUTE\]\n/);
  });
});
