import { Saluki } from "saluki";
import { z } from "zod";

const fakeItemsDb = [{ item_name: "Foo" }, { item_name: "Bar" }, { item_name: "Baz" }];

export default () => {
  const app = new Saluki({ title: "FastAPI" });
  app.get(
    "/items/",
    { skip: z.int().default(0), limit: z.int().default(10) },
    function readItem({ skip, limit }) {
      return fakeItemsDb.slice(skip, skip + limit);
    },
  );
  return app;
};
