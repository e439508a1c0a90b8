import type { HttpRequest } from "../../src/http/index.ts";
import type { AccessLogEntry, Logger, LogLevel } from "../../src/observability/index.ts";

export interface Line {
  level: LogLevel;
  fields: Record<string, unknown>;
  message: string | undefined;
}

/** A logger that keeps its lines. */
export function recording(enabled: (level: LogLevel) => boolean = () => true) {
  const lines: Line[] = [];
  const method = (level: LogLevel) => (fields: object | string, message?: string) => {
    lines.push({ level, fields: fields as Record<string, unknown>, message });
  };
  const logger: Logger = {
    debug: method("debug"),
    info: method("info"),
    warn: method("warn"),
    error: method("error"),
    isLevelEnabled: enabled,
  };
  return { logger, lines };
}

/** What a server tells of an ordinary exchange. */
export function entryOf(parts: Partial<AccessLogEntry> = {}): AccessLogEntry {
  return {
    method: "GET",
    path: "/items/3",
    status: 200,
    durationMs: 1.23456,
    bytes: 57,
    route: "/items/{id}",
    requestId: undefined,
    remoteAddress: "192.0.2.1",
    httpVersion: "1.1",
    aborted: false,
    refusal: undefined,
    closeCode: undefined,
    request: undefined as HttpRequest | undefined,
    ...parts,
  };
}

/** What a server tells of bytes that it has refused. */
export const REFUSED: AccessLogEntry = entryOf({
  method: undefined,
  path: undefined,
  status: 400,
  durationMs: undefined,
  bytes: 11,
  route: undefined,
  httpVersion: undefined,
  refusal: "Host is missing",
});
