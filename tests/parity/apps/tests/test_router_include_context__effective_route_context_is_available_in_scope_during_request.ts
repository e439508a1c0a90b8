import { type Context, Depends, HTTPException, Router, Saluki } from "saluki";

/** Hides a route from requests without a header. */
const onlyWith = (header: string) =>
  Depends((_params, { request }) => {
    if (request.headers.get(header) !== "yes") throw new HTTPException(404);
  });

/** The recording is of several small applications, each of which its tests make for one case. */
export default (recorded: string) => {
  const app = new Saluki({ title: "FastAPI" });
  const router = new Router();
  switch (recorded) {
    case "original_api_route_matches_is_called_after_inclusion":
      router.get("/items", {}, { dependencies: [onlyWith("x-match")] }, function readItems() {
        return [];
      });
      app.include(router, { prefix: "/api" });
      break;
    case "original_api_router_matches_is_called_after_inclusion":
      router.get("/items", function readItems() {
        return [];
      });
      app.include(router, { prefix: "/api", dependencies: [onlyWith("x-router-match")] });
      break;
    case "effective_route_context_is_available_in_scope_during_request":
      router.get("/items", function readItems(_params: {}, { urlFor }: Context) {
        const { pathname } = new URL(urlFor("readItems"));
        return { has_context: true, path: pathname };
      });
      app.include(router, { prefix: "/api" });
      break;
    default:
      router.get("/items", function readItems() {
        return [];
      });
      app.include(router, { prefix: "/api" });
  }
  return app;
};
