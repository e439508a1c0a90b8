import { SalukiError } from "../errors.ts";
import { type LimitRule, most, resolveLimit, time, upTo } from "./http1/index.ts";

/** Settings of WebSocket connections. */
export interface WebSocketOptions {
  /**
   * Most bytes of a message; a longer one closes the connection with 1009 (RFC 6455 §7.4.1).
   * @default 1_048_576
   */
  readonly maxPayload?: number | undefined;
  /**
   * Whether messages are compressed when the client offers it (RFC 7692). It costs memory for each connection.
   * @default "off"
   */
  readonly perMessageDeflate?: "off" | "on" | undefined;
  /**
   * Milliseconds between pings; a client that has not answered one by the next is cut off, and so is one that has sent
   * more than its handler takes and has itself taken nothing in this time. 0 sends none.
   * @default 20_000
   */
  readonly pingInterval?: number | undefined;
  /**
   * Most bytes of messages that wait for a client which does not keep up with them; at the next message it is cut off.
   * A handler that awaits each `send` has one message waiting at most.
   * @default 16_777_216
   */
  readonly maxBufferedBytes?: number | undefined;
  /**
   * Milliseconds that a client has for its half of the closing handshake (RFC 6455 §7.1.1) before it is cut off.
   * At 0 it has none.
   * @default 5_000
   */
  readonly closeTimeout?: number | undefined;
}

/** {@link WebSocketOptions} with every default in its place. `Infinity` stands for each limit that there is not. */
export type WebSocketSettings = {
  readonly [K in keyof WebSocketOptions]-?: NonNullable<WebSocketOptions[K]>;
};

/** Their limits, as {@link HTTP1_LIMITS} has those of connections. */
export const WEBSOCKET_LIMITS = Object.freeze({
  maxPayload: most(1_048_576),
  pingInterval: time(20_000),
  maxBufferedBytes: upTo(16_777_216),
  closeTimeout: upTo(5_000),
}) satisfies Readonly<Record<Exclude<keyof WebSocketOptions, "perMessageDeflate">, LimitRule>>;

/** @throws SalukiError INVALID_OPTION for a value that cannot work */
export function resolveWebSocket(given: WebSocketOptions = {}): WebSocketSettings {
  const { perMessageDeflate = "off" } = given;
  if (perMessageDeflate !== "off" && perMessageDeflate !== "on") {
    throw new SalukiError("INVALID_OPTION", {
      what: `the server option websocket.perMessageDeflate is ${JSON.stringify(perMessageDeflate)}`,
      fix: 'Give "on" or "off".',
    });
  }
  const limit = (name: keyof typeof WEBSOCKET_LIMITS) =>
    resolveLimit(`websocket.${name}`, WEBSOCKET_LIMITS[name], given[name]);
  return {
    maxPayload: limit("maxPayload"),
    perMessageDeflate,
    pingInterval: limit("pingInterval"),
    maxBufferedBytes: limit("maxBufferedBytes"),
    closeTimeout: limit("closeTimeout"),
  };
}
