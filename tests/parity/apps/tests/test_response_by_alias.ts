import { Saluki } from "saluki";
import { z } from "zod";

const Model = z.object({ alias: z.string() }).meta({ id: "Model" });
const ModelNoAlias = z
  .object({ name: z.string() })
  .meta({ id: "ModelNoAlias", description: "The model by the names of its fields." });

export default () => {
  const app = new Saluki({ title: "FastAPI" });
  app.get("/dict", {}, { response: ModelNoAlias }, function readDict() {
    return { name: "Foo" };
  });
  app.get("/model", {}, { response: ModelNoAlias }, function readModel() {
    return { name: "Foo" };
  });
  app.get("/list", {}, { response: z.array(ModelNoAlias) }, function readList() {
    return [{ name: "Foo" }, { name: "Bar" }];
  });
  app.get("/by-alias/dict", {}, { response: Model }, function byAliasDict() {
    return { alias: "Foo" };
  });
  app.get("/by-alias/model", {}, { response: Model }, function byAliasModel() {
    return { alias: "Foo" };
  });
  app.get("/by-alias/list", {}, { response: z.array(Model) }, function byAliasList() {
    return [{ alias: "Foo" }, { alias: "Bar" }];
  });
  app.get("/no-alias/dict", {}, { response: ModelNoAlias }, function noAliasDict() {
    return { name: "Foo" };
  });
  app.get("/no-alias/model", {}, { response: ModelNoAlias }, function noAliasModel() {
    return { name: "Foo" };
  });
  app.get("/no-alias/list", {}, { response: z.array(ModelNoAlias) }, function noAliasList() {
    return [{ name: "Foo" }, { name: "Bar" }];
  });
  return app;
};
