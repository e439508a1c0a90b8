import { reply, Saluki } from "saluki";
import { z } from "zod";

const Sides = z.object({ width: z.int(), length: z.int() });
const Rectangle = Sides.transform((sides) => ({ ...sides, area: sides.width * sides.length }))
  .pipe(Sides.extend({ area: z.int().meta({ readOnly: true }) }))
  .meta({ id: "Rectangle" });

export default () => {
  const app = new Saluki({ title: "FastAPI" });
  app.get("/", {}, { response: Rectangle }, function readRoot() {
    return { width: 3, length: 4 };
  });
  app.get("/responses", {}, { responses: { 200: Rectangle } }, function readResponses() {
    return reply(200, { width: 3, length: 4 });
  });
  return app;
};
