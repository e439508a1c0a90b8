import { Depends, HTTPException, Saluki } from "saluki";

const RaiseAfterYield = Depends(
  function* () {
    yield;
    throw new HTTPException(503, "Exception after yield");
  },
  { scope: "request" },
);

export default () => {
  const app = new Saluki({ title: "FastAPI", dependencies: [RaiseAfterYield] });
  app.get("/app-scope-request", function getAppScopeRequest() {
    return { status: "ok" };
  });
  return app;
};
