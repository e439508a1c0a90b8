import { Depends, Saluki } from "saluki";
import { z } from "zod";

const fakeItems = [{ item_name: "Foo" }, { item_name: "Bar" }, { item_name: "Baz" }];

class CommonQueryParams {
  readonly q: string | null;
  readonly skip: number;
  readonly limit: number;

  constructor(values: { q: string | null; skip: number; limit: number }) {
    this.q = values.q;
    this.skip = values.skip;
    this.limit = values.limit;
  }
}

const Commons = Depends(
  { q: z.string().nullable().default(null), skip: z.int().default(0), limit: z.int().default(100) },
  (values) => new CommonQueryParams(values),
);

export default () => {
  const app = new Saluki({ title: "FastAPI" });
  app.get("/items/", { commons: Commons }, function readItems({ commons: { q, skip, limit } }) {
    return { ...(q && { q }), items: fakeItems.slice(skip, skip + limit) };
  });
  return app;
};
