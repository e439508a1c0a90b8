import { Depends, Query, Router, Saluki, type WebSocketSession } from "saluki";
import { z } from "zod";

async function say(socket: WebSocketSession, ...texts: string[]) {
  await socket.accept();
  for (const text of texts) await socket.sendText(text);
  await socket.close();
}

const router = new Router();
router.websocket("/router", (_params, socket) => say(socket, "Hello, router!"));
router.websocket(
  "/router/{pathparam:path}",
  { pathparam: z.string(), queryparam: Query(z.string()) },
  ({ pathparam, queryparam }, socket) => say(socket, pathparam, queryparam),
);
const SocketDependency = Depends(() => "Socket Dependency");
router.websocket("/router-ws-depends/", { data: SocketDependency }, ({ data }, socket) => say(socket, data));

const prefixRouter = new Router();
prefixRouter.websocket("/", (_params, socket) => say(socket, "Hello, router with prefix!"));

const nativePrefixRouter = new Router({ prefix: "/native" });
nativePrefixRouter.websocket("/", (_params, socket) => say(socket, "Hello, router with native prefix!"));

const router2 = new Router();
router2.websocket("/router2", (_params, socket) => say(socket, "Hello, router!"));

export default () => {
  const app = new Saluki({ title: "FastAPI" });
  app.websocket("/", (_params, socket) => say(socket, "Hello, world!"));
  app.include(router);
  app.include(prefixRouter, { prefix: "/prefix" });
  app.include(nativePrefixRouter);
  app.include(router2);
  return app;
};
