// Packs the package as npm would publish it, installs it into an empty project, and uses it there from JavaScript
// and TypeScript. Nothing of this folder can be reached from there, so what the tarball lacks shows.
import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { rolldown } from "rolldown";
import { npm, ROOT, runNode, tool } from "./command.mjs";

/** Of JavaScript; the declarations come on top. */
const MOST_BYTES = 1_000_000;
const MOST_BYTES_OF_ONE_NAME = 20_000;
// Small, or needed by every program. What else `import "saluki"` loads, each program pays for at its start.
const MAY_BE_LOADED = ["zod", "cookie"];

const manifest = JSON.parse(readFileSync(join(ROOT, "package.json"), "utf8"));
const project = mkdtempSync(join(tmpdir(), "saluki-pack-check-"));

try {
  await expectSuccess(["scripts/build.mjs"]);
  const tarball = pack();
  install(tarball);
  checkLoadedPackages();
  checkFirstAnswer();
  printImportTime();
  await useFromJavaScript();
  await useFromTypeScript();
  await checkTreeShaking();
  for (const args of [["run"], ["run", "--workers", "2"], ["dev"]]) await serveByCommand(args);
  console.log("The packed package works.");
} catch (error) {
  console.error(`pack:check: ${error.message}`);
  process.exitCode = 1;
} finally {
  rmSync(project, { recursive: true, force: true });
}

function pack() {
  // Built above; a script that runs now would write into what npm prints.
  const args = ["pack", "--json", "--ignore-scripts", "--pack-destination", project];
  const printed = JSON.parse(npm(args, { capture: true }));
  // A list, or from npm 11.5 on an object by package name.
  const [{ filename, files, size, unpackedSize }] = Object.values(printed);
  const codeSize = files.filter(({ path }) => path.endsWith(".js")).reduce((sum, file) => sum + file.size, 0);
  console.log(
    `${filename}: ${files.length} files, ${size} bytes packed, ${unpackedSize} unpacked, ${codeSize} of them JavaScript`,
  );
  if (codeSize >= MOST_BYTES) throw new Error(`the package has more than ${MOST_BYTES} bytes of JavaScript`);
  const strange = files
    .map(({ path }) => path)
    .filter((path) => !/^(dist\/|README|LICENSE|CHANGELOG|package\.json)/.test(path));
  if (strange.length > 0) throw new Error(`the package holds ${strange.join(", ")}`);
  return join(project, filename);
}

function install(tarball) {
  writeFileSync(join(project, "package.json"), JSON.stringify({ private: true, type: "module" }));
  const wanted = [
    `zod@${manifest.peerDependencies.zod}`,
    `@types/node@${manifest.devDependencies["@types/node"]}`,
  ];
  npm(["install", "--silent", "--no-audit", "--no-fund", "--prefer-offline", tarball, ...wanted], {
    cwd: project,
  });
  cpSync(join(ROOT, "scripts", "pack-check"), project, { recursive: true });
}

function checkLoadedPackages() {
  const loaded = JSON.parse(node(["loaded-packages.mjs"]));
  console.log(`import "saluki" loads ${loaded.length === 0 ? "no other package" : loaded.join(", ")}`);
  const tooMany = loaded.filter((name) => !MAY_BE_LOADED.includes(name));
  if (tooMany.length > 0)
    throw new Error(`import "saluki" loads ${tooMany.join(", ")}, which not every program needs`);
}

/** Each of these costs a program tens of milliseconds before its first answer. */
function checkFirstAnswer() {
  const loaded = JSON.parse(node(["first-answer.mjs"]));
  if (loaded.length > 0) throw new Error(`a server loads ${loaded.join(", ")}, which it does not need`);
  console.log("a server answers without node:http, node:tls, node:crypto and fetch being loaded");
}

function printImportTime() {
  const times = Array.from({ length: 5 }, () => Number(node(["import-time.mjs"])));
  console.log(
    `import "saluki" takes ${Math.min(...times)} ms (the best of ${times.length}; the aim is under 100 ms)`,
  );
}

async function useFromJavaScript() {
  const subpaths = Object.keys(manifest.exports)
    .filter((subpath) => !subpath.endsWith(".json"))
    .map((subpath) => manifest.name + subpath.slice(1));
  await expectSuccess(["consumer.mjs", ...subpaths], { cwd: project });
  const version = node([join("node_modules", manifest.name, manifest.bin.saluki), "--version"]).trim();
  console.log(`used from JavaScript: ${subpaths.join(", ")}; the command says ${version}`);
}

async function useFromTypeScript() {
  const strict = ["--strict", "--target", "es2023", "--lib", "es2023", "--types", "node", "consumer.ts"];
  for (const compiler of ["typescript", "typescript-5.9"]) {
    // With the checks of declaration files, ours and those that they refer to.
    await expectSuccess([tool(compiler, "tsc"), ...strict, "--module", "nodenext", "--outDir", compiler], {
      cwd: project,
    });
    await expectSuccess([join(compiler, "consumer.js")], { cwd: project });
    const bundler = ["--module", "esnext", "--moduleResolution", "bundler", "--noEmit"];
    await expectSuccess([tool(compiler, "tsc"), ...strict, ...bundler], { cwd: project });
    console.log(`used from TypeScript: ${compiler}`);
  }
}

/** Bundlers take what is imported, and not the whole package with it. */
async function checkTreeShaking() {
  const input = join(project, "one-name.mjs");
  writeFileSync(input, 'export { HTTPException } from "saluki";\n');
  const build = await rolldown({ input, platform: "node", external: ["zod", "cookie"] });
  const { output } = await build.generate({ format: "esm", minify: true });
  const size = output.reduce((sum, { code }) => sum + code.length, 0);
  console.log(`one name of it is ${size} bytes when bundled`);
  if (size > MOST_BYTES_OF_ONE_NAME)
    throw new Error("a bundle with one name of the package has too much of the rest");
}

/** The command starts other processes, whose programs it has to find in the package. */
async function serveByCommand(args) {
  const name = `saluki ${args.join(" ")}`;
  const command = join("node_modules", manifest.name, manifest.bin.saluki);
  const child = spawn(process.execPath, [command, ...args, "served.mjs", "--port", "0"], {
    cwd: project,
    stdio: ["ignore", "pipe", "inherit"],
    timeout: 60_000,
  });
  const ended = once(child, "exit");
  try {
    const url = await Promise.race([urlPrintedBy(child.stdout), ended.then(() => undefined)]);
    if (url === undefined) throw new Error(`${name} ended before it served`);
    const answer = await fetch(url).then((response) => response.text());
    if (answer !== '{"hello":"world"}') throw new Error(`${name} answered ${answer}`);
    child.kill("SIGTERM");
    const [code] = await ended;
    if (code !== 0) throw new Error(`${name} ended with code ${code}`);
  } finally {
    child.kill("SIGKILL");
  }
  console.log(`${name} serves`);
}

/** The first URL in what a process prints; the rest of it is read, and left. */
function urlPrintedBy(output) {
  let text = "";
  return new Promise((resolve) => {
    output.setEncoding("utf8").on("data", (piece) => {
      text += piece;
      const url = /(http:\/\/\S+)\s/.exec(text);
      if (url !== null) resolve(url[1]);
    });
  });
}

function node(args) {
  return execFileSync(process.execPath, args, { cwd: project, encoding: "utf8" });
}

async function expectSuccess(args, options) {
  const code = await runNode(args, options);
  if (code !== 0) throw new Error(`node ${args.join(" ")} ended with code ${code}`);
}
