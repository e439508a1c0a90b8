import { redirect, Saluki } from "saluki";

export default () => {
  const app = new Saluki({ title: "FastAPI" });
  app.get("/pydantic", {}, { status: 302 }, function redirectPydantic() {
    return redirect("https://docs.pydantic.dev/", 302);
  });
  return app;
};
