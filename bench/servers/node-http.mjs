// node:http and nothing else; node:https where TLS is asked for.
import { createServer } from "node:http";
import { createServer as createTlsServer } from "node:https";
import { answer } from "./hand-written.mjs";
import { announce, tls } from "./settings.mjs";

function receive(request, response) {
  if (request.method !== "POST") return respond(request, response, "");
  const chunks = [];
  request.on("data", (chunk) => chunks.push(chunk));
  request.on("end", () => respond(request, response, Buffer.concat(chunks).toString()));
}

function respond({ method, url, headers }, response, text) {
  const answered = answer(method, url, headers.authorization, text);
  if (answered instanceof Promise) answered.then((value) => send(response, value));
  else send(response, answered);
}

function send(response, { status, value }) {
  const body = JSON.stringify(value);
  response.writeHead(status, {
    "content-type": "application/json",
    "content-length": Buffer.byteLength(body),
  });
  response.end(body);
}

const server = tls === undefined ? createServer(receive) : createTlsServer(tls, receive);
server.listen(0, "127.0.0.1", () => announce(server.address().port));
