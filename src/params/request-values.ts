import {
  type FormFields,
  HTTPException,
  type HttpRequest,
  parseCookies,
  QueryParams,
} from "../http/index.ts";

/** A body as far as it could be read: nothing, a value, a form, or what is wrong with its JSON and where. */
export type ParsedBody =
  | { readonly kind: "absent" }
  | { readonly kind: "value"; readonly value: unknown }
  | { readonly kind: "form"; readonly fields: FormFields }
  | { readonly kind: "invalid"; readonly position: number; readonly msg: string };

export const ABSENT_BODY: ParsedBody = { kind: "absent" };

/** The raw values of one request, each source looked at when it is first asked for. */
export class RequestValues {
  readonly request: HttpRequest;
  /** Decoded values of the path's names, in the order of the template. */
  readonly path: readonly string[];
  /** Set once the body has been read. */
  body: ParsedBody = ABSENT_BODY;
  #query: QueryParams | undefined = undefined;
  #cookies: Readonly<Record<string, string | undefined>> | undefined = undefined;

  constructor(request: HttpRequest, path: readonly string[]) {
    this.request = request;
    this.path = path;
  }

  get query(): QueryParams {
    this.#query ??= new QueryParams(this.request.query);
    return this.#query;
  }

  get cookies(): Readonly<Record<string, string | undefined>> {
    this.#cookies ??= parseCookies(this.request.headers.getAll("cookie").join("; "));
    return this.#cookies;
  }
}

/** Decodes one segment of a path, once. @throws HTTPException 400 for a percent-encoding that is not one (RFC 3986 §2.1) */
export function decodePathSegment(raw: string): string {
  if (!raw.includes("%")) return raw;
  try {
    return decodeURIComponent(raw);
  } catch {
    throw new HTTPException(400, "Invalid percent-encoding in the path");
  }
}
