import type { Socket } from "node:net";
import { LONGEST_TIMEOUT } from "../longest-timeout.ts";
import { type Peer, ProxyHeaderParser } from "./proxy-protocol.ts";

/** How connections come that a proxy makes by the PROXY protocol. */
export interface ProxyProtocolSettings {
  /** Whether the peer of the socket may say for whom it asks. */
  readonly trusts: (remoteAddress: string | undefined) => boolean;
  /** Milliseconds for the header to arrive; `Infinity` for no limit. */
  readonly timeout: number;
}

/**
 * Takes the PROXY header off connections before anybody else reads from them. One that does not begin with it, or not in
 * time, is closed without an answer: it is not the proxy's.
 */
export class ProxyGate {
  readonly #settings: ProxyProtocolSettings;
  /** The sockets whose header is still awaited. */
  readonly #waiting = new Set<Socket>();

  constructor(settings: ProxyProtocolSettings) {
    this.#settings = settings;
  }

  /**
   * Calls back with the client once it is known, and with what has come behind the header. Who is called has to read on, or pause
   * the socket, at once.
   */
  enter(socket: Socket, passed: (peer: Peer, rest: Buffer) => void): void {
    const { trusts, timeout } = this.#settings;
    socket.on("error", ignore);
    if (!trusts(socket.remoteAddress)) {
      socket.destroy();
      return;
    }
    const parser = new ProxyHeaderParser();
    // What is longer than setTimeout knows would be no time at all.
    const timer = setTimeout(() => socket.destroy(), Math.min(timeout, LONGEST_TIMEOUT));
    const leave = () => {
      clearTimeout(timer);
      this.#waiting.delete(socket);
      socket.off("data", read).off("end", refuse).off("close", leave);
    };
    const refuse = () => void socket.destroy();
    const read = (piece: Buffer) => {
      const state = parser.feed(piece);
      if (state === "incomplete") return;
      if (state === "invalid") {
        refuse();
        return;
      }
      leave();
      passed(parser.peer, parser.rest);
    };
    this.#waiting.add(socket);
    socket.on("data", read).on("end", refuse).on("close", leave);
  }

  /** Closes the connections that have said nothing yet. */
  destroy(): void {
    for (const socket of this.#waiting) socket.destroy();
  }
}

/** `close` follows, and says all there is to say. */
function ignore(): void {}
