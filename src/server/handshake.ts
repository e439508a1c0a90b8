import type { IncomingMessage } from "node:http";
import { type HttpRequest, type HttpResponse, plainResponse } from "../http/index.ts";

/**
 * Whether a request that wants another protocol wants WebSocket (RFC 6455 §4.1). Others may be left unheard, and so
 * may one with a body, which is no handshake.
 */
export function wantsWebSocket(incoming: IncomingMessage): boolean {
  return (
    incoming.method === "GET" &&
    incoming.httpVersion === "1.1" &&
    hasToken(incoming.headers.upgrade, "websocket") &&
    isBodiless(incoming)
  );
}

export function isBodiless({ headers }: IncomingMessage): boolean {
  return headers["transfer-encoding"] === undefined && Number(headers["content-length"] ?? 0) === 0;
}

/** The refusal of a handshake that is not as RFC 6455 §4.2.1 asks, `undefined` for a good one. */
export function handshakeFault({ headers }: HttpRequest): HttpResponse | undefined {
  const version = headers.get("sec-websocket-version");
  if (version !== "13") {
    // RFC 6455 §4.4: the answer names the version that is understood.
    return plainResponse(version === undefined ? 400 : 426, {
      "sec-websocket-version": "13",
      connection: "Upgrade",
      upgrade: "websocket",
    });
  }
  // 16 bytes in base64.
  if (!/^[+/0-9A-Za-z]{22}==$/.test(headers.get("sec-websocket-key") ?? "")) return plainResponse(400);
  const hasBody = headers.has("transfer-encoding") || Number(headers.get("content-length") ?? 0) > 0;
  return hasBody ? plainResponse(400) : undefined;
}

/** The head of a request without its wish for another protocol, as bytes, for node:http to read once more. */
export function headWithoutUpgrade(incoming: IncomingMessage): Buffer {
  const { method, url, httpVersion, rawHeaders } = incoming;
  let head = `${method} ${url} HTTP/${httpVersion}\r\n`;
  for (let i = 0; i < rawHeaders.length; i += 2) {
    const name = rawHeaders[i]!;
    let value = rawHeaders[i + 1]!;
    const key = name.toLowerCase();
    if (key === "upgrade" || key === "http2-settings") continue;
    if (key === "connection") {
      value = value
        .split(",")
        .filter((option) => !/^\s*(upgrade|http2-settings)\s*$/i.test(option))
        .join(",");
      if (value.trim() === "") continue;
    }
    head += `${name}: ${value}\r\n`;
  }
  return Buffer.from(`${head}\r\n`, "latin1");
}

function hasToken(field: string | undefined, token: string): boolean {
  return (field ?? "").split(",").some((part) => part.trim().toLowerCase() === token);
}
