// node:http and nothing else.
import { createServer } from "node:http";
import { answer } from "./hand-written.mjs";
import { announce } from "./settings.mjs";

const server = createServer((request, response) => {
  if (request.method !== "POST") return respond(request, response, "");
  const chunks = [];
  request.on("data", (chunk) => chunks.push(chunk));
  request.on("end", () => respond(request, response, Buffer.concat(chunks).toString()));
});

function respond({ method, url, headers }, response, text) {
  const answered = answer(method, url, headers.authorization, text);
  if (answered instanceof Promise) answered.then((value) => send(response, value));
  else send(response, answered);
}

function send(response, { status, body }) {
  response.writeHead(status, {
    "content-type": "application/json",
    "content-length": Buffer.byteLength(body),
  });
  response.end(body);
}

server.listen(0, "127.0.0.1", () => announce(server.address().port));
