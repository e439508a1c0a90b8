// The server of `npm run bench -- transfers`, in a process of its own: ENGINE is saluki or node, TLS is on or off.
import { readFileSync } from "node:fs";
import { type HttpRequest, HttpResponse } from "../../src/http/index.ts";
import { type ServeOptions, serve } from "../../src/server/index.ts";

const certificates = new URL("../../tests/server/certificates/", import.meta.url);
const pem = (file: string) => readFileSync(new URL(file, certificates), "latin1");

const options: ServeOptions =
  process.env["ENGINE"] === "node"
    ? { engine: "node", requestTimeout: 0 }
    : {
        requestTimeout: 0,
        maxBodyBytes: Number.POSITIVE_INFINITY,
        ...(process.env["TLS"] === "on" && {
          tls: { cert: pem("localhost.crt"), key: pem("localhost.key") },
        }),
      };

const server = await serve(handle, { port: 0, ...options });
console.log(`listening ${server.port}`);

async function handle(request: HttpRequest): Promise<HttpResponse> {
  if (request.path === "/peak") {
    // In KiB, on every system.
    return new HttpResponse(String(process.resourceUsage().maxRSS * 1024));
  }
  if (request.path === "/download") return new HttpResponse(zeros(Number(request.query)));
  let received = 0;
  for await (const piece of request.body.stream()) received += piece.length;
  return new HttpResponse(String(received));
}

async function* zeros(length: number): AsyncGenerator<Uint8Array> {
  for (let left = length; left > 0; left -= 65_536) yield new Uint8Array(Math.min(left, 65_536));
}
