import { type HttpRequest, HttpResponse } from "../../src/http/index.ts";

const JSON_TYPE = { "content-type": "application/json" };

/** The small application that the HTTP/1.1 conformance suite asks for: it answers what it was asked. */
export async function conformanceApp(request: HttpRequest): Promise<HttpResponse> {
  switch (request.path) {
    case "/stream":
      if (request.method === "GET") return new HttpResponse(pieces());
      break;
    case "/empty":
      return new HttpResponse(null, { status: 204 });
    case "/not-modified":
      return new HttpResponse(null, { status: 304 });
    case "/slow":
      await new Promise((resolve) => setTimeout(resolve, 300));
      break;
  }
  return echo(request);
}

async function echo(request: HttpRequest): Promise<HttpResponse> {
  const bytes = await request.body.bytes(1_048_576);
  const answer = {
    method: request.method,
    target: request.target,
    headers: [...request.headers],
    body: Buffer.from(bytes).toString("utf8"),
    length: bytes.length,
  };
  return new HttpResponse(JSON.stringify(answer), { headers: JSON_TYPE });
}

async function* pieces(): AsyncGenerator<string> {
  yield "one";
  yield "two";
  yield "three";
}
