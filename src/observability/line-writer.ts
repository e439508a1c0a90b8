import { closeSync, constants, fstatSync, openSync, write, writeSync } from "node:fs";
import type { LogDestination } from "./console-logger.ts";

/** How {@link LineWriter} writes. */
export interface LineWriterOptions {
  /**
   * Lines are gathered until they are as long as this. Up to 4,096 no write is longer, unless a single line is: a pipe
   * takes as much as a whole (POSIX, PIPE_BUF), whoever else writes to it.
   */
  readonly gather: number;
  /** Most text that is held for a destination that takes nothing; lines that come on top are dropped. */
  readonly most: number;
  /** Milliseconds that a line waits for others at most. */
  readonly interval: number;
  /** Asked about text that is not plain ASCII before it is written. */
  readonly clean: (text: string) => string;
  /** Told when the destination begins to fail. */
  readonly onFailure: (error: NodeJS.ErrnoException) => void;
  /**
   * Told at the end how many lines are given up, if any, and how many more a thread was about to write, of which nobody
   * can tell.
   */
  readonly onLost: (lines: number, unsure: number) => void;
  /** Milliseconds that {@link LineWriter.close} waits for a destination that takes nothing. */
  readonly patience: number;
}

const PIPE_BUF = 4096;
/** What has piled up is written in pieces of this length: a destination that is slow is so for each write. */
const PILE = 65_536;
/** Milliseconds after which a destination that was full is tried again. */
const RETRY_AFTER = 10;
/**
 * Milliseconds that the exit of the process waits for a destination that takes nothing. It does nothing else meanwhile:
 * no more than a reader may well pause for.
 */
const PATIENCE_AT_EXIT = 2000;

/**
 * Writes lines to a descriptor, many at a time and without waiting for it. {@link close} writes all of them; what is
 * gathered is also written when the process ends without it, as far as that cannot tear a line.
 *
 * This is not left to the destinations that pino brings: at the exit of the process they go on for ever with a pipe
 * that nobody reads any more, or a full disk, and the process hangs.
 */
export class LineWriter implements LogDestination {
  /** Lines for which there was no room. */
  dropped = 0;
  /** Length of the text that is held. */
  held = 0;
  readonly #descriptor: number;
  /** The destination, where it is a pipe that can be written to at once without ever waiting for it. */
  readonly #pipe: number | undefined;
  readonly #options: LineWriterOptions;
  /** Lines, gathered to parts, and the part that is not complete yet. */
  readonly #parts: string[] = [];
  #last = "";
  /** The part that is being written, from `#at` on, and the length of its text. */
  #bytes: Buffer | undefined;
  #at = 0;
  #length = 0;
  /**
   * A thread is writing; the destination is full and is tried again in a moment; it fails, and is tried again by
   * the timer; nobody may write any more.
   */
  #state: "idle" | "writing" | "full" | "failing" | "closed" = "idle";
  /** It has been told that the destination fails. */
  #failed = false;
  /** Somebody waits until all is written. */
  #onEmpty: (() => void) | undefined;
  readonly #timer: NodeJS.Timeout;

  constructor(descriptor: number, options: LineWriterOptions) {
    this.#descriptor = descriptor;
    this.#pipe = openAgain(descriptor);
    this.#options = options;
    this.#timer = setInterval(() => this.flush(), options.interval).unref();
    process.on("exit", this.#onExit);
  }

  write(line: string): void {
    if (this.#state === "closed" || this.held + line.length > this.#options.most) {
      this.dropped += 1;
      return;
    }
    this.held += line.length;
    const { gather } = this.#options;
    if (this.#last.length + line.length > gather) this.#endPart();
    this.#last += line;
    if (this.#last.length >= gather) this.#endPart();
    if (this.#state === "idle" && this.#parts.length > 0) this.#writeNext();
  }

  /** Hands over what is gathered, without waiting for it. */
  flush(): void {
    if (this.#state === "idle" || this.#state === "failing") this.#writeNext();
  }

  /**
   * Resolves when all is written, or cannot be for a while. What is written afterwards is dropped.
   *
   * @returns whether no thread is busy with the descriptor any more
   */
  async close(): Promise<boolean> {
    this.flush();
    let before = Number.POSITIVE_INFINITY;
    while (this.#state !== "idle" && this.#state !== "closed" && this.held < before) {
      before = this.held;
      await this.#emptyOrLater();
    }
    const isFree = this.#state !== "writing";
    clearInterval(this.#timer);
    process.off("exit", this.#onExit);
    if (this.#state === "closed") return isFree;
    this.#giveUp();
    this.#state = "closed";
    if (this.#pipe !== undefined) closeSync(this.#pipe);
    return isFree;
  }

  #emptyOrLater(): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, this.#options.patience);
      this.#onEmpty = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }

  /** Writes the next part, or goes on with the one that was not taken as a whole. */
  readonly #writeNext = (): void => {
    do {
      if (this.#state === "closed") return;
      if (this.#bytes === undefined && !this.#take()) {
        this.#state = "idle";
        this.#onEmpty?.();
        return;
      }
      if (this.#pipe === undefined) {
        this.#state = "writing";
        write(this.#descriptor, this.#bytes!, this.#at, this.#onWritten);
        return;
      }
    } while (this.#writeAtOnce(this.#pipe));
  };

  /** @returns whether there is more to write, and there may be room for it */
  #writeAtOnce(pipe: number): boolean {
    try {
      return this.#taken(writeSync(pipe, this.#bytes!, this.#at));
    } catch (error) {
      this.#refused(error as NodeJS.ErrnoException);
      return false;
    }
  }

  readonly #onWritten = (error: NodeJS.ErrnoException | null, written: number): void => {
    if (error !== null) this.#refused(error);
    else if (this.#taken(written)) this.#writeNext();
  };

  /** @returns whether there is more to write */
  #taken(written: number): boolean {
    this.#failed = false;
    this.#advance(written);
    if (this.#state !== "closed") this.#state = "idle";
    return this.#bytes !== undefined || this.#parts.length > 0 || this.#onEmpty !== undefined;
  }

  #refused(error: NodeJS.ErrnoException): void {
    if (this.#state === "closed") return;
    if (isFull(error)) {
      this.#state = "full";
      setTimeout(this.#writeNext, RETRY_AFTER).unref();
    } else {
      // A disk that is full may be cleaned up.
      this.#fail(error);
      this.#onEmpty?.();
    }
  }

  #endPart(): void {
    if (this.#last !== "") this.#parts.push(this.#last);
    this.#last = "";
  }

  #take(): boolean {
    if (this.#parts.length === 0) this.#endPart();
    let text = this.#parts.shift();
    if (text === undefined) return false;
    if (this.#options.gather > PIPE_BUF) {
      while (this.#parts.length > 0 && text.length < PILE) text += this.#parts.shift()!;
    }
    this.#bytes = Buffer.from(text);
    // A look at the bytes costs next to nothing; at the characters, a tenth of what the line does.
    if (this.#bytes.length !== text.length || this.#bytes.includes(DEL)) {
      this.#bytes = Buffer.from(this.#options.clean(text));
    }
    this.#at = 0;
    this.#length = text.length;
    return true;
  }

  #advance(written: number): void {
    this.#at += written;
    if (this.#at < this.#bytes!.length) return;
    this.#bytes = undefined;
    this.held -= this.#length;
  }

  #fail(error: NodeJS.ErrnoException): void {
    this.#state = "failing";
    if (this.#failed) return;
    this.#failed = true;
    try {
      this.#options.onFailure(error);
    } catch {
      // It is no reason to end the process, or to keep it from its end.
    }
  }

  /** There is no event loop any more: writes what is left, as long as it is taken. */
  readonly #onExit = (): void => {
    if (this.#state === "writing") {
      // The thread comes to its end, but nobody hears any more how much it has written. What follows would stand in the
      // middle of a line then; but for a file, which takes all of it before anything else.
      if (!isFile(this.#descriptor)) {
        this.#giveUp();
        return;
      }
      this.#bytes = undefined;
      this.#state = "idle";
    }
    let end = Date.now() + PATIENCE_AT_EXIT;
    while (this.#bytes !== undefined || this.#take()) {
      try {
        this.#advance(writeSync(this.#pipe ?? this.#descriptor, this.#bytes!, this.#at));
        end = Date.now() + PATIENCE_AT_EXIT;
      } catch (error) {
        const full = isFull(error as NodeJS.ErrnoException);
        if (!full) this.#fail(error as NodeJS.ErrnoException);
        if (!full || Date.now() > end) break;
        Atomics.wait(SLEEP, 0, 0, RETRY_AFTER);
      }
    }
    this.#giveUp();
  };

  /** Counts the lines that are left. */
  #giveUp(): void {
    const started = this.#bytes === undefined ? 0 : linesIn(this.#bytes.toString("latin1", this.#at));
    const waiting = this.#parts.reduce((sum, part) => sum + linesIn(part), linesIn(this.#last));
    const unsure = this.#state === "writing" ? started : 0;
    const lost = waiting + started - unsure;
    this.dropped += lost;
    if (lost + unsure === 0) return;
    try {
      this.#options.onLost(lost, unsure);
    } catch {
      // As above.
    }
  }
}

const DEL = 0x7f;
const SLEEP = new Int32Array(new SharedArrayBuffer(4));

/** A pipe that is not read as fast as it is written to. */
function isFull({ code }: NodeJS.ErrnoException): boolean {
  return code === "EAGAIN" || code === "EBUSY";
}

function linesIn(text: string): number {
  return text.split("\n").length - 1;
}

function isFile(descriptor: number): boolean {
  try {
    return fstatSync(descriptor).isFile();
  } catch {
    return false;
  }
}

/**
 * Opens a pipe a second time, so that writing to it never waits. It can then be done without a thread, and it is known at
 * any time what the pipe has taken. The descriptor itself does not serve for that: whoever shares it, such as a child
 * process, may make it one that waits.
 *
 * @returns `undefined` for what is no pipe, and for systems other than Linux, or where it must not be opened
 */
function openAgain(descriptor: number): number | undefined {
  try {
    if (!fstatSync(descriptor).isFIFO()) return undefined;
    return openSync(`/proc/self/fd/${descriptor}`, constants.O_WRONLY | constants.O_NONBLOCK);
  } catch {
    return undefined;
  }
}
