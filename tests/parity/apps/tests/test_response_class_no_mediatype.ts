import { Saluki } from "saluki";
import { z } from "zod";

const ErrorDetail = z.object({ status: z.string(), title: z.string() }).meta({ id: "Error" });
const JsonApiError = z.object({ errors: z.array(ErrorDetail) }).meta({ id: "JsonApiError" });

export default () => {
  const app = new Saluki({ title: "FastAPI" });
  const broken = { description: "Error" };
  app.get(
    "/a",
    {},
    { responseMediaType: null, responses: { 500: { ...broken, schema: JsonApiError } } },
    function a() {},
  );
  app.get("/b", {}, { responses: { 500: { ...broken, schema: ErrorDetail } } }, function b() {});
  return app;
};
