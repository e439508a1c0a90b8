import { once } from "node:events";
import { connect, type Socket } from "node:net";

/** What a client under load has seen. */
export interface LoadCount {
  answered: number;
  /** Connections on which the server said that it is the last answer. */
  lastOnes: number;
  /** Requests without a whole answer of 200. */
  readonly failures: string[];
  /** Who answered. */
  readonly pids: Set<string>;
}

/**
 * Sends requests until it is told to stop: over connections that are kept as long as the server keeps them, and over new
 * ones. A request is never repeated, whatever happens to it.
 */
export class Load {
  readonly count: LoadCount = { answered: 0, lastOnes: 0, failures: [], pids: new Set() };
  readonly #port: number;
  readonly #all: Promise<void>[] = [];
  #stopped = false;

  constructor(port: number, kept: number, fresh: number) {
    this.#port = port;
    for (let i = 0; i < kept; i++) this.#all.push(this.#keepAlive());
    for (let i = 0; i < fresh; i++) this.#all.push(this.#oneByOne());
  }

  async stop(): Promise<LoadCount> {
    this.#stopped = true;
    await Promise.all(this.#all);
    return this.count;
  }

  /** Waits until so many more requests were answered. */
  async answers(more: number): Promise<void> {
    const wanted = this.count.answered + more;
    while (this.count.answered < wanted) await new Promise((resolve) => setTimeout(resolve, 5));
  }

  async #keepAlive(): Promise<void> {
    while (!this.#stopped) {
      const client = await this.#open();
      let keeps = client !== undefined;
      while (keeps && !this.#stopped) {
        keeps = await this.#ask(client!, "GET / HTTP/1.1\r\nHost: load\r\n\r\n");
        if (!keeps) this.count.lastOnes += 1;
        // A client that pauses is one that a server may think idle.
        else if (this.count.answered % 7 === 0) await new Promise((resolve) => setTimeout(resolve, 30));
      }
      client?.destroy();
    }
  }

  async #oneByOne(): Promise<void> {
    while (!this.#stopped) {
      const client = await this.#open();
      if (client === undefined) continue;
      await this.#ask(client, "GET / HTTP/1.1\r\nHost: load\r\nConnection: close\r\n\r\n");
      client.destroy();
    }
  }

  async #open(): Promise<Socket | undefined> {
    const socket = connect({ port: this.#port, host: "127.0.0.1", noDelay: true });
    try {
      await once(socket, "connect");
      // One that comes while nothing was asked is no failed request.
      socket.on("error", () => {});
    } catch (error) {
      this.count.failures.push(`connect: ${(error as Error).message}`);
      return undefined;
    }
    return socket;
  }

  /** Returns whether the connection is kept. */
  async #ask(socket: Socket, request: string): Promise<boolean> {
    // Closed while nothing was asked: the client knows, and has sent nothing.
    if (socket.readableEnded || socket.destroyed) return false;
    let received = "";
    const outcome = await new Promise<"whole" | string>((resolve) => {
      const onData = (bytes: Buffer) => {
        received += bytes.toString("latin1");
        const bodyAt = received.indexOf("\r\n\r\n") + 4;
        const [, length] = /content-length: (\d+)/.exec(received) ?? [];
        if (bodyAt > 3 && received.length >= bodyAt + Number(length)) settle("whole");
      };
      const onClose = () => settle("closed");
      const onError = (error: Error) => settle(error.message);
      const settle = (how: string) => {
        socket.off("data", onData).off("end", onClose).off("close", onClose).off("error", onError);
        resolve(how);
      };
      socket.on("data", onData).on("end", onClose).on("close", onClose).on("error", onError);
      socket.write(request);
    });
    if (outcome !== "whole" || !received.startsWith("HTTP/1.1 200 OK\r\n")) {
      this.count.failures.push(`${outcome} after ${JSON.stringify(received.slice(0, 80))}`);
      return false;
    }
    this.count.answered += 1;
    this.count.pids.add(received.slice(received.indexOf("\r\n\r\n") + 4));
    return !/^connection: close\r$/im.test(received);
  }
}
