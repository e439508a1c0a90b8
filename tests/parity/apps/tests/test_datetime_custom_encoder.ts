import { Saluki } from "saluki";
import { z } from "zod";

/** A date that is sent without milliseconds and with `+00:00` for `Z`. */
const Timestamp = z
  .date()
  .transform((date) => date.toISOString().replace(/\.\d+Z$/, "+00:00"))
  .pipe(z.iso.datetime({ offset: true }));

const ModelWithDatetimeField = z.object({ dt_field: Timestamp }).meta({ id: "ModelWithDatetimeField" });

export default () => {
  const app = new Saluki({ title: "FastAPI" });
  app.get("/model", {}, { response: ModelWithDatetimeField }, function getModel() {
    return { dt_field: new Date("2019-01-01T08:00:00Z") };
  });
  return app;
};
