import { Depends, Router, Saluki } from "saluki";

/** Takes the time of the handler, and tells it in a header. The response is not sent before the clean-up is through. */
const Timed = Depends(
  function* (_params, { response }) {
    const start = performance.now();
    yield;
    response.headers.set("X-Response-Time", String((performance.now() - start) / 1000));
  },
  { scope: "function" },
);

export default () => {
  const app = new Saluki({ title: "FastAPI" });
  const timed = new Router({ dependencies: [Timed] });

  app.get("/", function notTimed() {
    return { message: "Not timed" };
  });
  timed.get("/timed", function timedHandler() {
    return { message: "It's the time of my life" };
  });
  app.include(timed);
  return app;
};
