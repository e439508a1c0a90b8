import { Saluki } from "saluki";
import { z } from "zod";

const Model = z.object({ name: z.string() }).meta({ id: "Model" });

export default () => {
  const app = new Saluki({ title: "FastAPI" });
  app.get("/valid1", {}, { responses: { 500: z.int() } }, function valid1() {});
  app.get("/valid2", {}, { responses: { 500: z.array(z.int()) } }, function valid2() {});
  app.get("/valid3", {}, { responses: { 500: Model } }, function valid3() {});
  app.get("/valid4", {}, { responses: { 500: z.array(Model) } }, function valid4() {});
  return app;
};
