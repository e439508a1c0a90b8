import { once } from "node:events";
import { connect, type Socket } from "node:net";

/** A TCP client that speaks in bytes, written as text whose characters are octets. */
export class RawClient {
  readonly socket: Socket;
  /** All that has come so far. */
  received = "";

  private constructor(socket: Socket) {
    this.socket = socket;
    socket.on("data", (bytes) => {
      this.received += bytes.toString("latin1");
    });
    socket.on("error", () => {});
  }

  static async open(port: number): Promise<RawClient> {
    const socket = connect({ port, host: "127.0.0.1", noDelay: true });
    await once(socket, "connect");
    return new RawClient(socket);
  }

  /** Sends one request and reads until the server closes. */
  static async exchange(port: number, bytes: string): Promise<string> {
    const client = await RawClient.open(port);
    client.send(bytes);
    return client.closed();
  }

  send(bytes: string): void {
    this.socket.write(bytes, "latin1");
  }

  /** Resolves when what has come contains the text. */
  async until(text: string): Promise<string> {
    while (!this.received.includes(text)) {
      if (this.socket.closed) throw new Error(`closed before ${JSON.stringify(text)}: ${this.received}`);
      await Promise.race([once(this.socket, "data"), once(this.socket, "close")]);
    }
    return this.received;
  }

  /** Resolves with all that has come when the connection is closed. */
  async closed(): Promise<string> {
    if (!this.socket.closed) await once(this.socket, "close");
    return this.received;
  }

  destroy(): void {
    this.socket.destroy();
  }
}

/** A request head with a Host, ready to be sent. */
export function head(requestLine: string, ...fields: string[]): string {
  return `${[`${requestLine} HTTP/1.1`, "Host: test", ...fields].join("\r\n")}\r\n\r\n`;
}
