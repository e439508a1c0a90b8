import { Saluki } from "saluki";
import { z } from "zod";

const RecursiveItem = z
  .object({
    get sub_items(): z.ZodDefault<z.ZodArray<typeof RecursiveItem>> {
      return z.array(RecursiveItem).default([]);
    },
    name: z.string(),
  })
  .meta({ id: "RecursiveItem" });

const RecursiveSubitemInSubmodel = z
  .object({
    get sub_items2(): z.ZodDefault<z.ZodArray<typeof RecursiveItemViaSubmodel>> {
      return z.array(RecursiveItemViaSubmodel).default([]);
    },
    name: z.string(),
  })
  .meta({ id: "RecursiveSubitemInSubmodel" });
const RecursiveItemViaSubmodel = z
  .object({
    get sub_items1(): z.ZodDefault<z.ZodArray<typeof RecursiveSubitemInSubmodel>> {
      return z.array(RecursiveSubitemInSubmodel).default([]);
    },
    name: z.string(),
  })
  .meta({ id: "RecursiveItemViaSubmodel" });

export default () => {
  const app = new Saluki({ title: "FastAPI" });
  app.get("/items/recursive", {}, { response: RecursiveItem }, function getRecursive() {
    return { name: "item", sub_items: [{ name: "subitem", sub_items: [] }] };
  });
  app.get(
    "/items/recursive-submodel",
    {},
    { response: RecursiveItemViaSubmodel },
    function getRecursiveSubmodel() {
      return {
        name: "item",
        sub_items1: [
          { name: "subitem", sub_items2: [{ name: "subsubitem", sub_items1: [{ name: "subsubsubitem" }] }] },
        ],
      };
    },
  );
  return app;
};
