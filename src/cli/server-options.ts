import type { ServeOptions, ServerLimits } from "../server/index.ts";
import type { Option, OptionValues } from "./options.ts";

/** The limits of the server, all of them. */
export const LIMITS = {
  maxHeaderBytes: {
    kind: "count",
    placeholder: "BYTES",
    summary: "most bytes of a header section",
    fallback: "16384",
  },
  headersTimeout: {
    kind: "count",
    placeholder: "MS",
    summary: "time for the head of a request to arrive; 0 for no limit",
    fallback: "30000",
  },
  requestTimeout: {
    kind: "count",
    placeholder: "MS",
    summary: "time for a whole request to arrive; 0 for no limit",
    fallback: "300000",
  },
  keepAliveTimeout: {
    kind: "count",
    placeholder: "MS",
    summary: "time that a connection may wait for its next request",
    fallback: "75000",
  },
  maxUnreadBodyBytes: {
    kind: "count",
    placeholder: "BYTES",
    summary: "most bytes of a body nobody reads that are thrown away to keep the connection",
    fallback: "65536",
  },
} as const satisfies Record<keyof ServerLimits, Option>;

/** Settings of WebSocket connections. */
export const WEBSOCKET = {
  websocketMaxPayload: {
    kind: "count",
    placeholder: "BYTES",
    summary: "most bytes of a WebSocket message",
    fallback: "1048576",
  },
  websocketPerMessageDeflate: {
    kind: "choice",
    choices: ["on", "off"],
    summary: "whether WebSocket messages are compressed",
    fallback: "off",
  },
  websocketPingInterval: {
    kind: "count",
    placeholder: "MS",
    summary: "time between two pings of a WebSocket; 0 sends none",
    fallback: "20000",
  },
} as const satisfies Record<`websocket${Capitalize<keyof NonNullable<ServeOptions["websocket"]>>}`, Option>;

/** What the options of {@link LIMITS} and {@link WEBSOCKET} mean to the server. */
export function serverSettings(values: OptionValues<typeof LIMITS & typeof WEBSOCKET>): ServeOptions {
  const limits: { -readonly [K in keyof ServerLimits]: ServerLimits[K] } = {};
  for (const name of Object.keys(LIMITS) as (keyof typeof LIMITS)[]) limits[name] = values[name];
  return {
    ...limits,
    websocket: {
      maxPayload: values.websocketMaxPayload,
      perMessageDeflate: values.websocketPerMessageDeflate,
      pingInterval: values.websocketPingInterval,
    },
  };
}
