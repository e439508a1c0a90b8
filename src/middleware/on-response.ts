import { HttpResponse } from "../http/index.ts";

/**
 * Hands the answer of `next` to `change` with what it needs to know, at once where the answer is here, so that
 * nothing asynchronous is added to a handler that is not.
 */
export function onResponse<Context>(
  answer: HttpResponse | Promise<HttpResponse>,
  change: (response: HttpResponse, context: Context) => HttpResponse | Promise<HttpResponse>,
  context: Context,
): HttpResponse | Promise<HttpResponse> {
  if (answer instanceof HttpResponse) return change(answer, context);
  return answer.then((response) => change(response, context));
}
