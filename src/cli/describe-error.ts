import { fileURLToPath, pathToFileURL } from "node:url";
import { inspect } from "node:util";
import type { SalukiError } from "../errors.ts";
import { CommandError } from "./command-error.ts";

/** Something went wrong in code of the user: what was being done, and their error as the cause. */
export class UserCodeError extends Error {
  override readonly name = "UserCodeError";
}

/**
 * An error as the reader of a terminal wants to see it: a mistake that Saluki explains in its own words, anything else
 * with the part of its stack that leads through the user's files.
 */
export function describeError(error: unknown): string {
  if (error instanceof UserCodeError) return `${error.message}\n\n${describeError(error.cause)}`;
  if (error instanceof CommandError) return error.message;
  if (isSalukiError(error)) return explanation(error);
  return withCauses(error);
}

/** By its shape: it may come from another copy of this package. */
export function isSalukiError(error: unknown): error is SalukiError {
  return error instanceof Error && error.name === "SalukiError" && "report" in error;
}

/** In one line where no places have to be listed. */
function explanation({ code, message, report }: SalukiError): string {
  const { what, where = [], fix } = report;
  if (where.length > 0) return message;
  return `${what} [${code}]${fix === undefined ? "" : `. ${fix}${/[.?]$/.test(fix) ? "" : "."}`}`;
}

function withCauses(error: unknown, told: readonly unknown[] = []): string {
  if (!(error instanceof Error)) return `thrown: ${inspect(error)}`;
  const all = [...told, error];
  const parts = [userStack(error)];
  const { cause } = error;
  if (cause !== undefined && !all.includes(cause)) parts.push(`caused by: ${withCauses(cause, all)}`);
  if (error instanceof AggregateError) {
    for (const one of error.errors) parts.push(`among them: ${withCauses(one, all)}`);
  }
  return parts.join("\n");
}

// src/ or dist/, and in it the folder of this file.
const OWN_FOLDER = new URL("..", import.meta.url);
const CLI_FOLDER = new URL(".", import.meta.url);

/** The stack without the frames of Node, of packages and of Saluki, and with paths from the working directory on. */
export function userStack(error: Error): string {
  const stack = error.stack ?? `${error.name}: ${error.message}`;
  const frames = stack.split("\n").filter((line) => /^\s+at /.test(line) && !isForeign(line));
  const users = frames.filter((line) => !isIn(line, OWN_FOLDER));
  // An error that never passed through the user's code is one of ours.
  const shown = new Set(users.length > 0 ? users : frames.filter((line) => !isIn(line, CLI_FOLDER)));
  return stack
    .split("\n")
    .filter((line) => !/^\s+at /.test(line) || shown.has(line))
    .join("\n")
    .replaceAll(`${pathToFileURL(process.cwd()).href}/`, "")
    .replaceAll(`${process.cwd()}/`, "");
}

function isForeign(frame: string): boolean {
  if (/\(?(node:|native\b|<anonymous>\)$)/.test(frame)) return true;
  return /[\\/]node_modules[\\/]/.test(frame) && !isIn(frame, OWN_FOLDER);
}

/** Frames have paths, or URLs where no source map was applied. */
function isIn(frame: string, folder: URL): boolean {
  return frame.includes(folder.href) || frame.includes(fileURLToPath(folder));
}
