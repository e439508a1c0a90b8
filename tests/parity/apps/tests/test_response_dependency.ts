import { type Context, Depends, Saluki } from "saluki";

const FirstHeader = Depends((_params, { response }) => {
  response.headers.set("x-first", "1");
});
const SecondHeader = Depends({ first: FirstHeader }, (_params, { response }) => {
  response.headers.set("x-second", "2");
});
const CustomHeader = Depends((_params, { response }) => {
  response.headers.set("x-custom", "modified");
  return response;
});
const BackgroundWork = Depends((_params, { background }) => {
  background.add(() => {});
  return background;
});
const CurrentRequest = Depends((_params, { request }) => request);

const ok = { status: "ok" };

/** The recording is of several small applications, each of which its tests make for one case. */
export default (recorded: string) => {
  const app = new Saluki({ title: "FastAPI" });
  switch (recorded) {
    case "request_with_depends_annotated":
      app.get("/", { request: CurrentRequest }, function endpoint({ request }) {
        return { path: request.path, user_agent: request.headers.get("user-agent") };
      });
      break;
    case "background_tasks_with_depends_annotated":
      app.get("/", { background: BackgroundWork }, function endpoint() {
        return ok;
      });
      break;
    case "response_dependency_chain":
      app.get("/", { second: SecondHeader }, function endpoint() {
        return ok;
      });
      break;
    case "response_without_depends":
      app.get("/", function endpoint(_params: {}, { response }: Context) {
        response.headers.set("x-direct", "set");
        return ok;
      });
      break;
    default:
      app.get("/", { response: CustomHeader }, function endpoint() {
        return ok;
      });
  }
  return app;
};
