import { OutgoingRequests, Saluki } from "saluki";
import { z } from "zod";

const CustomModel = z.object({ a: z.int() }).meta({ id: "CustomModel" });

const callbackRoute = new OutgoingRequests();
callbackRoute.get("{$callback_url}/callback/", {}, { responses: { 400: CustomModel } }, () => {});

export default () => {
  const app = new Saluki({ title: "FastAPI" });
  app.post(
    "/",
    { callback_url: z.url().min(1).max(2083) },
    { callbacks: { callback_route: callbackRoute } },
    function mainRoute() {},
  );
  return app;
};
