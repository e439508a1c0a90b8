import { mkdirSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { describe, expect, it, onTestFinished, vi } from "vitest";
import { saluki, start } from "./command.ts";
import { project } from "./project.ts";

vi.setConfig({ testTimeout: 60_000 });

/** A shop that answers `answer` to GET /. */
const shop = (answer: string, more = "") => `import { Saluki } from "saluki";
const app = new Saluki({
  lifespan: async function* () {
    console.log("set up ${answer}");
    yield;
    console.log("torn down ${answer}");
  },
});
app.get("/", () => "${answer}");
app.get("/fails", () => { throw new Error("visible"); });
app.get("/endless", () => {
  console.log("endless began in", process.pid);
  return new Promise(() => {});
});
${more}
export default app;
`;

/** Develops a shop, and gives its URL. */
async function develop(
  files: Readonly<Record<string, string>> = { "shop.mjs": shop("one") },
  ...args: string[]
) {
  const made = project(files);
  const command = start(["dev", "shop.mjs", "--port", "0", ...args], made.at);
  return { ...made, command, url: await command.url() };
}

const answerOf = async (url: string) => (await fetch(url)).json() as Promise<unknown>;

describe("saluki dev", () => {
  it("prints the pages to open", async () => {
    const { command, url } = await develop();
    await command.printed(new RegExp(`Docs +${url}/docs\n +ReDoc +${url}/redoc\n`));
    expect((await fetch(`${url}/docs`)).status).toBe(200);
  });

  it("does not print pages that there are not", async () => {
    const { command } = await develop({
      "shop.mjs": `import { Saluki } from "saluki";
        export const app = new Saluki({ docsUrl: null, redocUrl: "/manual" });`,
    });
    await command.printed(/ReDoc .*\/manual\n/);
    command.kill("SIGTERM");
    expect((await command.ended).stdout).not.toContain("Docs ");
  });

  it("shows the stack of an unforeseen error", async () => {
    const { url } = await develop();
    const page = await fetch(`${url}/fails`, { headers: { accept: "text/html" } });
    expect(page.status).toBe(500);
    expect(await page.text()).toMatch(/visible[\s\S]*shop\.mjs:10/);
  });

  it("serves the new code on the same port after a change, in any file of the project", async () => {
    const { command, url, write } = await develop({
      "shop.mjs": `export { default } from "./routes/shop.mjs";`,
      "routes/shop.mjs": shop("one"),
    });
    expect(await answerOf(url)).toBe("one");
    write("routes/shop.mjs", shop("two"));
    await command.printed(
      /shop\.mjs changed, restarting\n[\s\S]*torn down one\nset up two\n[\s\S]*restarted in/,
    );
    expect(await answerOf(url)).toBe("two");
  });

  it("answers with the error while the application cannot be loaded, and goes on when it can", async () => {
    const { command, url, write } = await develop();
    write("shop.mjs", `${shop("two")}\nlet broken = ;`);
    await command.printed(/SyntaxError: .*\n[\s\S]*answered with this error/);
    const page = await fetch(url, { headers: { accept: "text/html" } });
    expect(page.status).toBe(500);
    expect(await page.text()).toMatch(/shop\.mjs could not be loaded[\s\S]*let broken = ;/);
    expect(await answerOf(`${url}/any/path`)).toMatchObject({
      error: { message: "shop.mjs could not be loaded" },
    });
    write("shop.mjs", shop("three"));
    await command.printed(/restarted in/);
    expect(await answerOf(url)).toBe("three");
  });

  it("starts with an application that is broken", async () => {
    const { command, url, write } = await develop({ "shop.mjs": `throw new Error("not yet");` });
    expect((await fetch(url)).status).toBe(500);
    write("shop.mjs", shop("fixed"));
    await command.printed(/restarted in[\s\S]*Docs/);
    expect(await answerOf(url)).toBe("fixed");
  });

  it("answers with the error of a lifespan that fails", async () => {
    const { url } = await develop({
      "shop.mjs": `import { Saluki } from "saluki";
        export default new Saluki({ lifespan: async function* () { throw new Error("no database"); } });`,
    });
    expect(await answerOf(url)).toMatchObject({ error: { message: "shop.mjs could not be started" } });
  });

  it("waits for a change after a crash", async () => {
    const { command, url, write } = await develop();
    write("shop.mjs", shop("two", `setTimeout(() => { throw new Error("crash"); });`));
    await command.printed(
      /Error: crash[\s\S]*ended with exit code 1; it is started again when a file changes/,
    );
    write("shop.mjs", shop("three"));
    await command.printed(/restarted in/);
    expect(await answerOf(url)).toBe("three");
  });

  it("cuts off at a restart what does not come to an end", async () => {
    const { command, url, write } = await develop();
    const answer = fetch(`${url}/endless`).catch(() => "cut off");
    await command.printed(/endless began/);
    write("shop.mjs", shop("two"));
    await command.printed(/torn down one\n[\s\S]*restarted in/);
    expect(await answer).toBe("cut off");
  });

  it("replaces a process that hangs", async () => {
    const { command, url, write } = await develop({ "shop.mjs": shop("one", "// hang") });
    write(
      "shop.mjs",
      `${shop("two")}\nconsole.log("hanging");\nfor (const end = Date.now() + 30_000; Date.now() < end; );`,
    );
    await command.printed(/hanging/);
    write("shop.mjs", shop("three"));
    await command.printed(/restarted in/);
    expect(await answerOf(url)).toBe("three");
  });

  it("watches the folders that it is told to, and that of the file", async () => {
    const { command, folder, write } = await develop(
      { "shop.mjs": shop("one"), "watched/a.json": "{}", "other/b.json": "{}" },
      "--reload-dir",
      "watched",
    );
    write("watched/a.json", "[]");
    await command.printed(/watched\/a\.json changed, restarting\n[\s\S]*restarted in/);
    mkdirSync(join(folder, "watched/new"));
    write("shop.mjs", shop("two"));
    await command.printed(/shop\.mjs changed, restarting/);
  });

  it("does not restart where that is not wanted", async () => {
    const { command, url } = await develop(undefined, "--no-reload");
    const page = await fetch(`${url}/fails`);
    expect(await page.text()).toContain("visible");
    command.kill("SIGTERM");
    expect(await command.ended).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/Docs[\s\S]*torn down one\n$/),
    });
  });
});

describe("the end of saluki dev", () => {
  it.each(["SIGINT", "SIGTERM"] as const)("comes by one %s: the application is shut down", async (signal) => {
    const { command } = await develop();
    command.kill(signal);
    expect(await command.ended).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/stopping[\s\S]*torn down one\n$/),
    });
  });

  it("comes at once by a second signal", async () => {
    const { command, url } = await develop();
    const answer = fetch(`${url}/endless`).catch(() => "cut off");
    const [, pid] = await command.printed(/endless began in (\d+)/);
    command.kill("SIGINT");
    await command.printed(/stopping/);
    const { code, stdout } = await command.insist("SIGINT");
    expect(code).toBe(130);
    expect(stdout).not.toContain("torn down");
    expect(await answer).toBe("cut off");
    expect(() => process.kill(Number(pid), 0)).toThrow(/ESRCH/);
  });

  it("leaves nothing behind when it is killed", async () => {
    const { command, url } = await develop();
    const answer = fetch(`${url}/endless`).catch(() => "cut off");
    await command.printed(/endless began/);
    command.kill("SIGKILL");
    // The streams end with the last process that holds them.
    await command.ended;
    expect(await answer).toBe("cut off");
  });

  it("comes while it waits for a change", async () => {
    const { at } = project({ "shop.mjs": "process.exit(3);" });
    const command = start(["dev", "shop.mjs", "--port", "0"], at);
    await command.printed(/ended with exit code 3/);
    command.kill("SIGINT");
    expect((await command.ended).code).toBe(0);
  });
});

describe("what keeps saluki dev from starting", () => {
  it("is a port that is taken: one line, code 1", async () => {
    const other = createServer().listen(0, "127.0.0.1");
    onTestFinished(() => void other.close());
    await new Promise((resolve) => other.once("listening", resolve));
    const { port } = other.address() as { port: number };
    const { at } = project({ "shop.mjs": shop("one") });
    const { code, stderr } = await saluki(["dev", "shop.mjs", "--port", String(port)], at);
    expect(code).toBe(1);
    expect(stderr).toMatch(new RegExp(`^saluki: port ${port} of 127.0.0.1 is taken: .*\n$`));
  });

  it("is a folder to watch that is not there", async () => {
    const { at } = project({ "shop.mjs": shop("one") });
    expect(await saluki(["dev", "shop.mjs", "--reload-dir", "nowhere"], at)).toEqual({
      code: 1,
      stdout: "",
      stderr: "saluki: there is no folder nowhere to watch\n",
    });
  });
});
