import { HTTPException, type HttpRequest, type HttpResponse, isAbort, isStream } from "../http/index.ts";
import { LONGEST_TIMEOUT } from "../longest-timeout.ts";

/** Whether there is a limit at all. */
export function isTimeLimit(timeout: number | undefined): timeout is number {
  return timeout !== undefined && timeout > 0 && timeout <= LONGEST_TIMEOUT;
}

/**
 * Gives the answer of a handler, or, when it is not there in time, aborts the request and throws a 503: inside of
 * middleware, so that the refusal has the header fields of every other answer. It is not 504, which tells that a
 * server behind this one was late (RFC 9110 §15.6.5).
 *
 * The exchange is over only when the late handler is: until then its tasks and its clean-up have not run.
 */
export function answerInTime(
  answer: HttpResponse | Promise<HttpResponse>,
  request: HttpRequest,
  milliseconds: number,
  report: (error: unknown, request: HttpRequest) => void,
): HttpResponse | Promise<HttpResponse> {
  if (!(answer instanceof Promise)) return answer;
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => {
      const late = answer.then(dropped).catch((error: unknown) => {
        if (!(error instanceof HTTPException) && !isAbort(error, request)) report(error, request);
      });
      // Nobody looks at it before the refusal is out; a report that fails is told by whoever runs what comes after.
      late.catch(() => {});
      request.after(() => late);
      request.abort(new DOMException(`There was no answer within ${milliseconds} ms`, "TimeoutError"));
      reject(new HTTPException(503, "The request took too long to answer"));
    }, milliseconds);
    answer.then(
      (response) => {
        clearTimeout(timer);
        resolve(response);
      },
      (error: unknown) => {
        clearTimeout(timer);
        reject(error);
      },
    );
  });
}

/** A response that comes too late is not sent: a stream is returned, never run. */
async function dropped({ body }: HttpResponse): Promise<void> {
  if (isStream(body)) await body[Symbol.asyncIterator]().return?.();
}
