import { Depends, Saluki } from "saluki";

class A {}
class B {}

/** What injects a new instance of a class. */
const Instance = <T extends object>(Class: new () => T) => Depends(() => new Class());

export default () => {
  const app = new Saluki({ title: "FastAPI" });
  app.get("/a", { dep: Instance(A) }, function a({ dep }) {
    return { cls: dep.constructor.name };
  });
  app.get("/b", { dep: Instance(B) }, function b({ dep }) {
    return { cls: dep.constructor.name };
  });
  return app;
};
