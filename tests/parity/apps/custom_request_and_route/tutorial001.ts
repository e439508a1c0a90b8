import { gunzipSync } from "node:zlib";
import { Body, type Middleware, Saluki } from "saluki";
import { z } from "zod";

const gzipRequest: Middleware = async (request, next) => {
  if (request.headers.get("content-encoding") !== "gzip") return next(request);
  const body = gunzipSync(await request.body.bytes(1_000_000), { maxOutputLength: 10_000_000 });
  return next(request.withBody(body));
};

export default () => {
  const app = new Saluki({ title: "FastAPI", jsonCoercion: "lax" });
  app.use(gzipRequest);
  app.post("/sum", { numbers: Body(z.array(z.int())) }, function sumNumbers({ numbers }) {
    return { sum: numbers.reduce((sum, number) => sum + number, 0) };
  });
  return app;
};
