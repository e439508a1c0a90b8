import type { IncomingMessage } from "node:http";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { HttpRequest } from "../../src/http/index.ts";
import { handshakeFault, headWithoutUpgrade, wantsWebSocket } from "../../src/server/handshake.ts";

function incoming(fields: Partial<IncomingMessage>): IncomingMessage {
  return {
    method: "GET",
    url: "/",
    httpVersion: "1.1",
    headers: {},
    rawHeaders: [],
    ...fields,
  } as IncomingMessage;
}

describe("wantsWebSocket", () => {
  it.each([
    ["websocket", true],
    ["WebSocket", true],
    ["h2c, websocket", true],
    ["websockets", false],
    ["h2c", false],
    [undefined, false],
  ])("Upgrade: %s: %s", (upgrade, wanted) => {
    expect(wantsWebSocket(incoming({ headers: { upgrade } }))).toBe(wanted);
  });

  it.each<[string, Partial<IncomingMessage>]>([
    ["by POST", { method: "POST" }],
    ["in HTTP/1.0", { httpVersion: "1.0" }],
    ["with a body", { headers: { "content-length": "1" } }],
    ["with a chunked body", { headers: { "transfer-encoding": "chunked" } }],
  ])("not %s", (_kind, fields) => {
    const headers = { upgrade: "websocket", ...fields.headers };
    expect(wantsWebSocket(incoming({ ...fields, headers }))).toBe(false);
  });
});

describe("handshakeFault", () => {
  const sound = { "sec-websocket-version": "13", "sec-websocket-key": "dGhlIHNhbXBsZSBub25jZQ==" };

  it.each([
    [{}, undefined],
    [{ "sec-websocket-version": "8" }, 426],
    [{ "sec-websocket-version": undefined }, 400],
    [{ "sec-websocket-key": undefined }, 400],
    [{ "content-length": "0" }, undefined],
    [{ "content-length": "1" }, 400],
    [{ "transfer-encoding": "chunked" }, 400],
  ])("with %j: %s", (fields, status) => {
    const request = new HttpRequest({ method: "GET", target: "/", headers: { ...sound, ...fields } });
    expect(handshakeFault(request)?.status).toBe(status);
  });

  it("accepts every key of 16 bytes, and no other", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 40 }), (bytes) => {
        const headers = {
          "sec-websocket-version": "13",
          "sec-websocket-key": Buffer.from(bytes).toString("base64"),
        };
        const fault = handshakeFault(new HttpRequest({ method: "GET", target: "/", headers }));
        expect(fault?.status).toBe(bytes.length === 16 ? undefined : 400);
      }),
    );
  });
});

describe("headWithoutUpgrade", () => {
  it.each([
    [["Connection", "Upgrade", "Upgrade", "h2c"], []],
    [["CONNECTION", "close, Upgrade , HTTP2-Settings", "HTTP2-Settings", "AA"], ["CONNECTION: close"]],
    [
      ["Connection", "keep-alive", "X-Name", "\xe9"],
      ["Connection: keep-alive", "X-Name: \xe9"],
    ],
  ])("of %j leaves %j", (rawHeaders, left) => {
    const head = headWithoutUpgrade(incoming({ method: "POST", url: "/a?b", rawHeaders }));
    expect(head.toString("latin1")).toBe(["POST /a?b HTTP/1.1", ...left, "", ""].join("\r\n"));
  });
});
