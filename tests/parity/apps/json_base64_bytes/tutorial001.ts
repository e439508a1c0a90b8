import { Saluki } from "saluki";
import { z } from "zod";

const base64 = { contentEncoding: "base64", contentMediaType: "application/octet-stream" };

/** Base64 text in JSON; bytes in the handler. */
const BytesIn = z
  .base64()
  .meta(base64)
  .transform((text) => Buffer.from(text, "base64"));

/** Bytes in the handler; base64 text in JSON. */
const BytesOut = z.instanceof(Uint8Array).meta(base64);

const DataInput = z.object({ description: z.string(), data: BytesIn }).meta({ id: "DataInput" });
const DataOutput = z.object({ description: z.string(), data: BytesOut }).meta({ id: "DataOutput" });

export default () => {
  const app = new Saluki({ title: "FastAPI", jsonCoercion: "lax" });
  app.post("/data", { body: DataInput }, function postData({ body }) {
    return { description: body.description, content: body.data.toString() };
  });
  app.get("/data", {}, { response: DataOutput }, function getData() {
    return { description: "A plumbus", data: Buffer.from("hello") };
  });
  app.post("/data-in-out", { body: DataInput }, { response: DataOutput }, function postDataInOut({ body }) {
    return body;
  });
  return app;
};
