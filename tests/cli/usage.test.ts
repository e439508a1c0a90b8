import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it, vi } from "vitest";
import { saluki } from "./command.ts";
import { project, ROOT } from "./project.ts";

vi.setConfig({ testTimeout: 60_000 });

describe("saluki without a command", () => {
  it("tells its version", async () => {
    const { version } = JSON.parse(readFileSync(join(ROOT, "package.json"), "utf8")) as { version: string };
    expect(await saluki(["--version"], { cwd: ROOT })).toEqual({
      code: 0,
      stdout: `${version}\n`,
      stderr: "",
    });
  });

  it("lists the commands where help is asked for", async () => {
    const { code, stdout, stderr } = await saluki(["--help"], { cwd: ROOT });
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    for (const command of ["dev", "run", "routes", "openapi"]) expect(stdout).toContain(`${command} FILE`);
  });

  it("lists them on standard error where nothing is asked for", async () => {
    const { code, stdout, stderr } = await saluki([], { cwd: ROOT });
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
    expect(stderr).toContain("Usage: saluki COMMAND FILE");
  });
});

describe("a command line that cannot be understood", () => {
  it.each([
    [["rotes", "app.ts"], "there is no command rotes; did you mean routes? (saluki --help tells more)"],
    [["toString"], "there is no command toString (saluki --help tells more)"],
    [["--prot"], "there is no option --prot (saluki --help tells more)"],
    [["run"], "run needs the FILE that exports the application (saluki run --help tells more)"],
    [
      ["dev", "app.ts", "--prot", "5"],
      "there is no option --prot; did you mean --port? (saluki dev --help tells more)",
    ],
    [
      ["run", "app.ts", "--unix-socket", "a", "--port", "1"],
      "--unix-socket says where to listen, and so does --port (saluki run --help tells more)",
    ],
    [
      ["run", "app.ts", "--server", "node", "--max-connections", "5"],
      "--max-connections is a limit that --server node does not have (saluki run --help tells more)",
    ],
    [
      ["run", "app.ts", "--port", "8001", "--metrics-port", "8001"],
      "--metrics-port is the port of the application; metrics have one of their own (saluki run --help tells more)",
    ],
    [
      ["run", "app.ts", "--root-path", "api"],
      '--root-path starts with a slash, and "api" does not (saluki run --help tells more)',
    ],
  ])("%j is answered in one line, with code 2", async (args, message) => {
    expect(await saluki(args, { cwd: ROOT })).toEqual({
      code: 2,
      stdout: "",
      stderr: `saluki: ${message}\n`,
    });
  });

  it("is one with a port in the environment that is none", async () => {
    const outcome = await saluki(["run", "app.ts"], { cwd: ROOT, env: { PORT: "http" } });
    expect(outcome.code).toBe(2);
    expect(outcome.stderr).toContain(
      'the environment variable PORT is a whole number from 0 to 65535, and not "http"',
    );
  });
});

describe("what cannot be run", () => {
  it.each(["dev", "run", "routes", "openapi"])(
    "is for %s a file that is not there: one line, code 1",
    async (command) => {
      const { folder } = project({ "shop.mjs": "" });
      expect(await saluki([command, "shop.ts"], { cwd: folder })).toEqual({
        code: 1,
        stdout: "",
        stderr: "saluki: there is no file shop.ts [APP_NOT_FOUND]. There is shop.mjs in the same folder.\n",
      });
    },
  );
});
