import { SalukiError } from "../errors.ts";
import type { HttpRequest } from "../http/index.ts";
import { BackgroundTasks } from "../tasks/index.ts";
import { ResponseDraft } from "./response-draft.ts";

/** What the lifespan yields and `context.state` gives: a record. */
export type LifespanState = object;

/** What {@link Context.urlFor} takes: a route, its `name`, or its `operationId`. */
export type RouteReference = string | { readonly path: string; readonly methods: readonly string[] };

/** The values for the names of a path template. */
export type PathValues = Readonly<Record<string, string | number | bigint | boolean>>;

/**
 * What a handler or dependency gets as its second argument.
 *
 * @example
 * ```ts
 * app.post("/login", (_params, { response }) => {
 *   response.setCookie("session", "…", { httpOnly: true });
 *   return { ok: true };
 * });
 * ```
 */
export interface Context<State extends LifespanState = Record<string, unknown>> {
  /** The request. Outside of one (`app.run`, dependencies of scope `"app"`) reading it throws `NO_REQUEST`. */
  readonly request: HttpRequest;
  /** Status, headers and cookies for the response yet to come. */
  readonly response: ResponseDraft;
  /** Work to be done after the response. */
  readonly background: BackgroundTasks;
  /** What the lifespan yielded; `{}` without one. */
  readonly state: State;
  /** Aborted when the client goes away or the server gives up. */
  readonly signal: AbortSignal;
  /**
   * The absolute URL of a route of this application, by the route itself, its `name` or its `operationId`.
   *
   * @throws SalukiError `UNKNOWN_ROUTE` for a route that is not there, or values that do not fit its path
   */
  readonly urlFor: (route: RouteReference, values?: PathValues) => string;
}

/** What a context needs of its application. */
export interface ContextHost {
  readonly state: LifespanState;
  urlPathFor(route: RouteReference, values?: PathValues): string;
}

/** The context of one request. Response and background tasks are made when they are first asked for. */
export class RequestContext implements Context {
  readonly request: HttpRequest;
  #host: ContextHost;
  #response: ResponseDraft | undefined = undefined;
  #background: BackgroundTasks | undefined = undefined;

  constructor(request: HttpRequest, host: ContextHost) {
    this.request = request;
    this.#host = host;
  }

  get response(): ResponseDraft {
    this.#response ??= new ResponseDraft();
    return this.#response;
  }

  get background(): BackgroundTasks {
    this.#background ??= new BackgroundTasks();
    return this.#background;
  }

  /** The draft, if anybody asked for it. */
  get draft(): ResponseDraft | undefined {
    return this.#response;
  }

  /** The background tasks, if anybody asked for them. */
  get tasks(): BackgroundTasks | undefined {
    return this.#background;
  }

  get state(): Record<string, unknown> {
    return this.#host.state as Record<string, unknown>;
  }

  get signal(): AbortSignal {
    return this.request.signal;
  }

  // Bound when it is asked for, so that handlers can take it out of the context.
  get urlFor(): Context["urlFor"] {
    return (route, values) => {
      const { connection, host, rootPath } = this.request;
      return `${connection.scheme}://${host}${rootPath}${this.#host.urlPathFor(route, values)}`;
    };
  }
}

/** The context outside of a request: of application-scoped dependencies and of `app.run`. */
export class ApplicationContext implements Context {
  readonly background = new BackgroundTasks();
  readonly signal: AbortSignal;
  #host: ContextHost;

  constructor(host: ContextHost, signal: AbortSignal = new AbortController().signal) {
    this.#host = host;
    this.signal = signal;
  }

  get request(): HttpRequest {
    throw outsideOfRequest("context.request");
  }

  get response(): ResponseDraft {
    throw outsideOfRequest("context.response");
  }

  get state(): Record<string, unknown> {
    return this.#host.state as Record<string, unknown>;
  }

  urlFor(): string {
    throw outsideOfRequest("context.urlFor");
  }
}

function outsideOfRequest(what: string): SalukiError {
  return new SalukiError("NO_REQUEST", {
    what: `${what} was used where there is no request`,
    fix: "Application-scoped dependencies and app.run() have no request; use app.urlPathFor() for paths",
  });
}
