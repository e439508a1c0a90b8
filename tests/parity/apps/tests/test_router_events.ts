import { Saluki } from "saluki";
import { z } from "zod";

export default () => {
  const state = { app_startup: false, app_shutdown: false };
  const app = new Saluki({
    title: "FastAPI",
    async *lifespan() {
      state.app_startup = true;
      yield;
      state.app_shutdown = true;
    },
  });
  app.get("/", {}, { response: z.record(z.string(), z.string()) }, function main() {
    return { message: "Hello World" };
  });
  return app;
};
