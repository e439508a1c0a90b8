import type { HttpRequest } from "./request.ts";

/** Told of errors that no answer can show: a stream that broke, a failed task, a handler that threw. */
export type ErrorReporter = (error: unknown, request: HttpRequest | undefined) => void;

/** A reporter that never throws, since there is nobody left to tell. */
export function safeReporter(report: ErrorReporter = printError): ErrorReporter {
  return (error, request) => {
    try {
      report(error, request);
    } catch (failure) {
      console.error("onError threw", failure, "when it was told of", error);
    }
  };
}

/** The {@link ErrorReporter} of those who give none. */
function printError(error: unknown, request: HttpRequest | undefined): void {
  console.error(
    request === undefined ? "error in the server:" : `error in ${request.method} ${request.path}:`,
    error,
  );
}
