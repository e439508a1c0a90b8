import { HeaderList, HttpResponse, type ResponseInit } from "../http/index.ts";
import { encodeJson } from "./encode.ts";
import { withContentType } from "./text.ts";

const JSON_TYPE = new HeaderList({ "content-type": "application/json" });

/**
 * A response of JSON, with a status and headers of its own. A handler that needs neither returns the value itself.
 *
 * @throws SalukiError INVALID_RESPONSE for a value that {@link encodeJson} refuses
 * @example
 * ```ts
 * app.post("/jobs", () => json({ state: "queued" }, { status: 202, headers: { location: "/jobs/7" } }));
 * ```
 */
export function json(data: unknown, init: ResponseInit = {}): HttpResponse {
  return new HttpResponse(encodeJson(data), {
    status: init.status,
    headers: withContentType(init.headers, JSON_TYPE),
  });
}
