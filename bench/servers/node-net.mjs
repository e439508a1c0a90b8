// The least HTTP/1.1 that answers the benchmark, straight over TCP or TLS: a floor to measure from, not a server to
// use. It knows Content-Length and keep-alive, and trusts its client with all the rest.
import { STATUS_CODES } from "node:http";
import { createServer } from "node:net";
import { createServer as createTlsServer } from "node:tls";
import { answer } from "./hand-written.mjs";
import { announce, tls } from "./settings.mjs";

const NOTHING = Buffer.alloc(0);

class Connection {
  #socket;
  #received = NOTHING;
  #answering = false;

  constructor(socket) {
    this.#socket = socket;
    socket.on("data", (chunk) => {
      this.#received = this.#received.length === 0 ? chunk : Buffer.concat([this.#received, chunk]);
      this.#next();
    });
    socket.on("error", () => socket.destroy());
  }

  /** Answers one request after another while whole ones are there: answers leave in order. */
  #next() {
    while (!this.#answering) {
      const endOfHead = this.#received.indexOf("\r\n\r\n");
      if (endOfHead < 0) return;
      const head = this.#received.latin1Slice(0, endOfHead);
      const lowerCase = head.toLowerCase();
      const startOfBody = endOfHead + 4;
      const endOfBody = startOfBody + Number(field(head, lowerCase, "content-length") ?? 0);
      if (this.#received.length < endOfBody) return;
      const body = this.#received.utf8Slice(startOfBody, endOfBody);
      this.#received = this.#received.length === endOfBody ? NOTHING : this.#received.subarray(endOfBody);

      const afterMethod = head.indexOf(" ");
      const method = head.slice(0, afterMethod);
      const target = head.slice(afterMethod + 1, head.indexOf(" ", afterMethod + 1));
      const answered = answer(method, target, field(head, lowerCase, "authorization"), body);
      if (answered instanceof Promise) this.#writeLater(answered);
      else this.#write(answered);
    }
  }

  async #writeLater(answered) {
    this.#answering = true;
    this.#write(await answered);
    this.#answering = false;
    this.#next();
  }

  #write({ status, value }) {
    const body = JSON.stringify(value);
    this.#socket.write(
      `HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\ncontent-type: application/json\r\n` +
        `content-length: ${Buffer.byteLength(body)}\r\ndate: ${date}\r\n\r\n${body}`,
    );
  }
}

/** The value of a header field, found without parsing the others. */
function field(head, lowerCase, name) {
  const at = lowerCase.indexOf(`\r\n${name}:`);
  if (at < 0) return undefined;
  const start = at + name.length + 3;
  const end = head.indexOf("\r\n", start);
  return (end < 0 ? head.slice(start) : head.slice(start, end)).trim();
}

let date = new Date().toUTCString();
setInterval(() => {
  date = new Date().toUTCString();
}, 1000);

const accept = (socket) => new Connection(socket);
const server =
  tls === undefined
    ? createServer({ noDelay: true }, accept)
    : createTlsServer({ ...tls, noDelay: true }, accept);
server.listen(0, "127.0.0.1", () => announce(server.address().port));
