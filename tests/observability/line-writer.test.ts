import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import {
  closeSync,
  constants,
  existsSync,
  mkdtempSync,
  openSync,
  readFileSync,
  readSync,
  rmSync,
} from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setImmediate as turn } from "node:timers/promises";
import { pathToFileURL } from "node:url";
import { describe, expect, it, onTestFinished, vi } from "vitest";
import { LineWriter, type LineWriterOptions } from "../../src/observability/line-writer.ts";

const NEVER = 3_600_000;

function folder(): string {
  const path = mkdtempSync(join(tmpdir(), "saluki-log-"));
  onTestFinished(() => rmSync(path, { recursive: true, force: true }));
  return path;
}

function writing(descriptor: number, options: Partial<LineWriterOptions> = {}) {
  const failures: (string | undefined)[] = [];
  const lost: number[][] = [];
  const writer = new LineWriter(descriptor, {
    gather: 10,
    most: 1000,
    interval: NEVER,
    clean: (text) => text,
    onFailure: ({ code }) => failures.push(code),
    onLost: (...counts) => lost.push(counts),
    patience: 100,
    ...options,
  });
  onTestFinished(async () => {
    await writer.close();
    closeSync(descriptor);
  });
  return { writer, failures, lost };
}

function toFile(options?: Partial<LineWriterOptions>) {
  const path = join(folder(), "log");
  const { writer } = writing(openSync(path, "a"), options);
  return { writer, text: () => readFileSync(path, "utf8") };
}

/** A pipe with both its ends, that never blocks, and its name. */
function namedPipe() {
  const path = join(folder(), "pipe");
  execFileSync("mkfifo", [path]);
  return { path, descriptor: openSync(path, constants.O_RDWR | constants.O_NONBLOCK) };
}

const pipe = () => namedPipe().descriptor;

/** What the pipe holds now. */
function take(descriptor: number, most = 1_048_576): string {
  const buffer = Buffer.alloc(most);
  try {
    return buffer.toString("utf8", 0, readSync(descriptor, buffer));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EAGAIN") return "";
    throw error;
  }
}

const onPosix = it.skipIf(process.platform === "win32");

describe("LineWriter", () => {
  it("gathers lines before it writes them", async () => {
    const { writer, text } = toFile();
    writer.write("one\n");
    writer.write("two\n");
    expect(writer.held).toBe(8);
    writer.write("three\n");
    await vi.waitFor(() => expect(text()).toBe("one\ntwo\n"));
    await vi.waitFor(() => expect(writer.held).toBe(6));
    writer.write("longer than ten\n");
    await vi.waitFor(() => expect(text()).toBe("one\ntwo\nthree\nlonger than ten\n"));
    await vi.waitFor(() => expect(writer.held).toBe(0));
  });

  it("writes what is gathered after a while", async () => {
    const { writer, text } = toFile({ interval: 1 });
    writer.write("one\n");
    await vi.waitFor(() => expect(text()).toBe("one\n"));
  });

  it("writes everything before it is closed, and nothing afterwards", async () => {
    const { writer, text } = toFile({ gather: 1000, most: 1e7 });
    let lines = "";
    for (let i = 0; i < 20_000; i++) {
      writer.write(`é ${i}\n`);
      lines += `é ${i}\n`;
    }
    await writer.close();
    writer.write("late\n");
    expect(writer.dropped).toBe(1);
    expect(text()).toBe(lines);
    expect(writer.held).toBe(0);
  });

  it("asks about text that is not plain ASCII", async () => {
    const { writer, text } = toFile({ clean: (line) => line.replace(/[^\n -~]/g, "?") });
    for (const line of ["plain\n", "caf\xe9 au lait\n", "\x7f\n"]) writer.write(line);
    await writer.close();
    expect(text()).toBe("plain\ncaf? au lait\n?\n");
  });

  onPosix(
    "keeps the lines that a full pipe does not take, up to a limit, and counts the others",
    async () => {
      const descriptor = pipe();
      const { writer, failures } = writing(descriptor, { gather: 0, most: 200_000 });
      const line = (i: number) => `${i} ${"x".repeat(990)}\n`;
      let written = "";
      for (let i = 0; i < 100; i++) {
        writer.write(line(i));
        written += line(i);
      }
      // A pipe holds 65,536 bytes on Linux, less elsewhere.
      let read = "";
      await vi.waitFor(() => expect(writer.held).toBeLessThan(95_000));
      for (let i = 100; writer.dropped < 3; i++) {
        writer.write(line(i));
        if (writer.dropped === 0) written += line(i);
      }
      expect(writer.held).toBeLessThanOrEqual(200_000);
      await vi.waitFor(() => {
        read += take(descriptor);
        expect(read).toHaveLength(written.length);
      });
      expect(read).toBe(written);
      expect(writer.held).toBe(0);
      expect(failures).toEqual([]);
    },
  );

  it.skipIf(!existsSync("/dev/full"))(
    "tells once that a disk is full, and keeps what there is room for",
    async () => {
      const { writer, failures } = writing(openSync("/dev/full", "w"), { interval: 1, most: 100 });
      writer.write(`${"x".repeat(90)}\n`);
      await vi.waitFor(() => expect(failures).toEqual(["ENOSPC"]));
      for (let i = 0; i < 50; i++) writer.write("too much for it\n");
      expect(writer.dropped).toBe(50);
      await writer.close();
      expect(failures).toEqual(["ENOSPC"]);
    },
  );

  onPosix("is patient with a slow reader at its end, and then writes all there is", async () => {
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
    onTestFinished(() => void vi.useRealTimers());
    const descriptor = pipe();
    const { writer, lost } = writing(descriptor, { gather: 100, most: 1e6 });
    let lines = "";
    for (let i = 0; i < 20_000; i++) {
      writer.write(`${i}\n`);
      lines += `${i}\n`;
    }
    const closed = writer.close();
    // Something within each time of patience, though all of it takes longer.
    let read = "";
    while (read.length < lines.length && lost.length === 0) {
      await vi.advanceTimersByTimeAsync(50);
      read += take(descriptor, 4096);
    }
    await vi.advanceTimersByTimeAsync(50);
    await closed;
    expect(read).toBe(lines);
    expect(lost).toEqual([]);
  });

  onPosix("counts the lines that nobody takes at its end", async () => {
    const descriptor = pipe();
    const { writer, lost } = writing(descriptor, { gather: 100, most: 1e6, patience: 1 });
    for (let i = 0; i < 20_000; i++) writer.write(`${i}\n`);
    await writer.close();
    const taken = take(descriptor).split("\n").length - 1;
    expect(taken).toBeGreaterThan(0);
    const [[count, unsure]] = lost as [[number, number]];
    expect(taken).toBeGreaterThanOrEqual(20_000 - count - unsure);
    expect(taken).toBeLessThanOrEqual(20_000 - count);
    expect(writer.dropped).toBe(count);
  });

  it("can be closed while nobody takes anything", async () => {
    const { writer, failures } = writing(
      openSync(join(folder(), "read-only"), constants.O_RDONLY | constants.O_CREAT),
    );
    writer.write("one\n");
    await writer.close();
    expect(failures).toEqual(["EBADF"]);
  });
});

const TSX = pathToFileURL(createRequire(import.meta.url).resolve("tsx")).href;
const SOURCE = new URL("../../src/observability/line-writer.ts", import.meta.url).href;

/** A process that writes by a writer to its standard output, by default a socket, and then does something. */
function processThat(code: string, stdout: "pipe" | number = "pipe", gather = 100) {
  const program = `import { LineWriter } from ${JSON.stringify(SOURCE)};
    const writer = new LineWriter(1, {
      gather: ${gather}, most: 1e7, interval: ${NEVER}, patience: ${NEVER}, clean: (text) => text,
      onFailure: ({ code }) => console.error("cannot write:", code),
      onLost: (lines, unsure) => console.error("lost:", lines, unsure),
    });
    ${code}`;
  const child = spawn(process.execPath, ["--import", TSX, "--input-type=module", "--eval", program], {
    stdio: ["ignore", stdout, "pipe"],
  });
  onTestFinished(() => void child.kill("SIGKILL"));
  let errors = "";
  child.stderr!.setEncoding("utf8").on("data", (piece: string) => {
    errors += piece;
  });
  return Object.assign(child, { errors: () => errors });
}

/** Ends the process when something is written and, where threads write, the next is under way. */
const END_WHILE_WRITING = `let length = 0;
  for (let i = 0; i < 50000; i++) {
    writer.write(i + "\\n");
    length += String(i).length + 1;
  }
  const look = () => writer.held < length ? process.exit(0) : setImmediate(look);
  look();`;

/** The numbers of the lines; `NaN` for what is none. */
function numbersIn(text: string): number[] {
  expect(text).toMatch(/\n$/);
  return text.trimEnd().split("\n").map(Number);
}

const upTo = (count: number) => Array.from({ length: count }, (_, i) => i);

describe("what is gathered when the process ends", { timeout: 30_000 }, () => {
  it.each([
    ["by process.exit", "process.exit(3);", 3],
    ["by an error that nobody catches", 'throw new Error("crash");', 1],
    ["by itself", "", 0],
  ])("%s is written", async (_, end, code) => {
    const child = processThat(`for (let i = 0; i < 10; i++) writer.write(i + "\\n"); ${end}`);
    let text = "";
    child.stdout!.setEncoding("utf8").on("data", (piece: string) => {
      text += piece;
    });
    expect((await once(child, "close"))[0]).toBe(code);
    expect(text).toBe("0\n1\n2\n3\n4\n5\n6\n7\n8\n9\n");
  });

  it("is written to a file, and so is what a thread has in hand", async () => {
    const path = join(folder(), "log");
    const descriptor = openSync(path, "a");
    onTestFinished(() => closeSync(descriptor));
    const child = processThat(END_WHILE_WRITING, descriptor);
    await once(child, "close");
    expect(new Set(numbersIn(readFileSync(path, "utf8")))).toEqual(new Set(upTo(50_000)));
    expect(child.errors()).toBe("");
  });

  it.skipIf(process.platform !== "linux")(
    "is written to a pipe, however slow its reader, line by line",
    async () => {
      const { path, descriptor } = namedPipe();
      // Node makes what a child is given block, for all who share it.
      const end = openSync(path, "w");
      onTestFinished(() => [descriptor, end].forEach(closeSync));
      // As soon as something else is printed, standard output takes what there is room for, and no more.
      const child = processThat(`process.stdout.write(""); ${END_WHILE_WRITING}`, end, 16_384);
      let isOver = false;
      const over = once(child, "close").then(() => {
        isOver = true;
      });
      let text = "";
      while (!isOver) {
        text += take(descriptor, 4096);
        await turn();
      }
      await over;
      text += take(descriptor);
      expect(numbersIn(text)).toEqual(upTo(50_000));
      expect(child.errors()).toBe("");
    },
  );

  it("is left out where it might be written into a line of a thread, and counted", async () => {
    const child = processThat(END_WHILE_WRITING);
    let text = "";
    child.stdout!.setEncoding("utf8").on("data", (piece: string) => {
      text += piece;
    });
    await once(child, "close");
    const numbers = numbersIn(text);
    expect(numbers).toEqual(upTo(numbers.length));
    const [, lost, unsure] = /^lost: (\d+) (\d+)\n$/.exec(child.errors())!.map(Number) as [
      number,
      number,
      number,
    ];
    expect(numbers.length + lost).toBeLessThanOrEqual(50_000);
    expect(numbers.length + lost + unsure).toBeGreaterThanOrEqual(50_000);
  });

  onPosix("does not keep it from its end where nobody reads any more", async () => {
    const child = processThat(`process.on("SIGUSR2", () => {
        writer.write("nobody reads this\\n");
        process.exit(0);
      });
      setInterval(() => {}, ${NEVER});
      console.error("ready");`);
    await vi.waitFor(() => expect(child.errors()).toContain("ready"), { timeout: 20_000 });
    child.stdout!.destroy();
    child.kill("SIGUSR2");
    expect((await once(child, "exit"))[0]).toBe(0);
    await vi.waitFor(() => expect(child.errors()).toContain("cannot write: EPIPE"));
  });
});
