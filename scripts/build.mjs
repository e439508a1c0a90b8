// Builds dist/ anew from src/: tsc makes a JavaScript and a declaration file of each source file; then what stands
// behind the doors of the rooms is put together into few files. Node takes about a third of a millisecond to find,
// read and compile a file, and a server would load almost 200 of them before its first answer. The command line stays
// as it is: its modules start each other as processes, and so need to be files.
import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, isAbsolute, join, relative, sep } from "node:path";
import { rolldown } from "rolldown";
import { ROOT, runNode, tool } from "./command.mjs";

const dist = join(ROOT, "dist");
const cli = join(dist, "cli");
const { exports } = JSON.parse(readFileSync(join(ROOT, "package.json"), "utf8"));
const EXPORTED = Object.values(exports).map(({ default: target }) => target);
rmSync(dist, { recursive: true, force: true });
const code = await runNode([tool("typescript", "tsc"), "--project", "tsconfig.build.json"]);
if (code !== 0) process.exit(code);
const bundle = await bundled();
for (const file of javascript(dist).filter((path) => !isCli(path))) rmSync(file);
for (const { fileName, code } of bundle) {
  mkdirSync(dirname(join(dist, fileName)), { recursive: true });
  writeFileSync(join(dist, fileName), code);
}
checkImports();
// npm sets the bit when it installs the package; this is for `npm link` and for running it in place.
chmodSync(join(cli, "main.js"), 0o755);

/** The files of the bundle: a door for each room, and what the doors share. */
async function bundled() {
  const doors = javascript(dist).filter((path) => !isCli(path) && isDoor(path));
  const main = join(dist, "index.js");
  let always;
  const build = await rolldown({
    input: Object.fromEntries(doors.map((path) => [nameOf(path), path])),
    platform: "node",
    preserveEntrySignatures: "allow-extension",
    external: (id) => !id.startsWith(".") && !isAbsolute(id),
    onLog(level, { message }) {
      if (level === "warn") throw new Error(message);
    },
  });
  const { output } = await build.generate({
    format: "esm",
    entryFileNames: "[name].js",
    chunkFileNames: "chunks/[name].js",
    codeSplitting: {
      includeDependenciesRecursively: false,
      groups: [
        {
          // Of what every program loads each room is one file; what is loaded when it is needed stays apart.
          debugName: "rooms",
          priority: 1,
          name: (id, graph) => {
            always ??= reached(main, graph);
            return id !== main && always.has(id) ? nameOf(id).split("/")[0] : null;
          },
        },
        // Else it would be exported by the door that it is behind.
        { name: "shared", minShareCount: 2, test: (id) => !doors.includes(id) },
      ],
    },
  });
  return output;
}

/** The modules that a module imports at once, and those that they import. */
function reached(from, graph) {
  const found = new Set([from]);
  for (const id of found) {
    for (const imported of graph.getModuleInfo(id)?.importedIds ?? []) found.add(imported);
  }
  return found;
}

/** What others import of a room, its index; and what package.json exports besides. */
function isDoor(path) {
  const place = relative(dist, path).split(sep);
  return (
    place.length === 1 ||
    (place.length === 2 && place[1] === "index.js") ||
    EXPORTED.includes(`./dist/${place.join("/")}`)
  );
}

/** That the files of the command line, which tsc made, find all that they import. */
function checkImports() {
  for (const file of javascript(cli)) {
    for (const [, target] of readFileSync(file, "utf8").matchAll(/(?:from|import\() ?"(\.[^"]+)"/g)) {
      if (existsSync(join(dirname(file), target))) continue;
      throw new Error(`${relative(ROOT, file)} imports ${target}, which is no door of a room`);
    }
  }
}

function javascript(folder) {
  return readdirSync(folder, { recursive: true })
    .filter((name) => name.endsWith(".js"))
    .map((name) => join(folder, name));
}

function isCli(path) {
  return path.startsWith(cli + sep);
}

function nameOf(path) {
  return relative(dist, path).split(sep).join("/").replace(/\.js$/, "");
}
