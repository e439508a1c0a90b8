import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { TestClient } from "saluki/testing";
import { describe, expect, it } from "vitest";
import { createApp } from "../../../examples/shop/app.ts";
import { lockFolder } from "../../../examples/shop/database/folder-lock.ts";
import { readSettings } from "../../../examples/shop/settings.ts";

describe("a shop that keeps its data in a folder", () => {
  it("has items and demo accounts at its first start, and what was done then at its second", async () => {
    const folder = await mkdtemp(join(tmpdir(), "shop-"));
    const settings = readSettings({ DATA_DIR: folder, LOG_LEVEL: "silent", DEMO_PASSWORD: "correct horse" });
    const logIn = async (client: TestClient) => {
      const form = { username: "customer@example.com", password: "correct horse" };
      const { access_token } = (await client.post("/token", { form })).json<{ access_token: string }>();
      return { authorization: `Bearer ${access_token}` };
    };
    try {
      {
        await using client = await TestClient.start(createApp(settings));
        const headers = await logIn(client);
        await client.patch("/users/me", { headers, json: { name: "Charlotte" } });
        expect((await client.get("/items?limit=1")).json()).toMatchObject({ total: 8 });
      }
      {
        await using client = await TestClient.start(createApp(settings));
        const headers = await logIn(client);
        expect((await client.get("/users/me", { headers })).json()).toMatchObject({ name: "Charlotte" });
        expect((await client.get("/items?limit=1")).json()).toMatchObject({ total: 8 });
      }
    } finally {
      await rm(folder, { recursive: true });
    }
  }, 60_000);
});

describe("the lock of a folder", () => {
  it("keeps other processes out until it is given up, and outlives no process", async () => {
    const folder = await mkdtemp(join(tmpdir(), "shop-"));
    const { writeFile } = await import("node:fs/promises");
    try {
      // Our parent runs as long as we do; no process has so large a number.
      await writeFile(join(folder, "lock"), String(process.ppid));
      await expect(lockFolder(folder)).rejects.toThrow(`is in use by process ${process.ppid}`);
      await writeFile(join(folder, "lock"), "99999999");
      const unlock = await lockFolder(folder);
      await unlock();
      await (await lockFolder(folder))();
    } finally {
      await rm(folder, { recursive: true });
    }
  });
});

describe("the settings", () => {
  it("have a default for everything", () => {
    expect(readSettings({})).toMatchObject({
      production: false,
      host: "127.0.0.1",
      port: 8000,
      dataDir: ".data/shop",
      corsOrigins: [],
      jwtSecretIsTemporary: true,
    });
  });

  it("are read from the environment, where an empty variable is none", () => {
    expect(
      readSettings({ PORT: "9000", HOST: "", CORS_ORIGINS: "https://a.example, https://b.example" }),
    ).toMatchObject({
      port: 9000,
      host: "127.0.0.1",
      corsOrigins: ["https://a.example", "https://b.example"],
    });
  });

  it("make another secret and another password at each start, in development", () => {
    const [first, second] = [readSettings({}), readSettings({})];
    expect(first.jwtSecret).not.toBe(second.jwtSecret);
    expect(first.demoPassword).not.toBe(second.demoPassword);
  });

  it("need a secret in production, and make no demo accounts there", () => {
    expect(() => readSettings({ NODE_ENV: "production" })).toThrow(/JWT_SECRET has to be set/);
    const settings = readSettings({ NODE_ENV: "production", JWT_SECRET: "x".repeat(32) });
    expect(settings).toMatchObject({ production: true, demoPassword: undefined });
  });

  it.each([
    ["PORT", "http"],
    ["PORT", "70000"],
    ["DATABASE_URL", "mysql://localhost/shop"],
    ["JWT_SECRET", "short"],
    ["LOG_LEVEL", "loud"],
  ])("say that %s is wrong when it is %j", (name, value) => {
    expect(() => readSettings({ [name]: value })).toThrow(name);
  });
});
