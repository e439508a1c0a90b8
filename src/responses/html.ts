import { HeaderList, HttpResponse, type ResponseInit } from "../http/index.ts";
import { withContentType } from "./text.ts";

const HTML = new HeaderList({ "content-type": "text/html; charset=utf-8" });

/**
 * A response of HTML. The text is sent as it is: escape what comes from outside.
 *
 * @example
 * ```ts
 * app.get("/", () => html("<h1>Hello</h1>"));
 * ```
 */
export function html(body: string, init: ResponseInit = {}): HttpResponse {
  return new HttpResponse(body, { status: init.status, headers: withContentType(init.headers, HTML) });
}
