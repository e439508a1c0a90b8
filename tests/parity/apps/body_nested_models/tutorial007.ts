import { Saluki } from "saluki";
import { z } from "zod";

const Image = z
  .object({ url: z.url({ protocol: /^https?$/ }).max(2083), name: z.string() })
  .meta({ id: "Image" });

const Item = z
  .object({
    name: z.string(),
    description: z.string().nullable().default(null),
    price: z.number(),
    tax: z.number().nullable().default(null),
    tags: z.set(z.string()).default(new Set()),
    images: z.array(Image).nullable().default(null),
  })
  .meta({ id: "Item" });

const Offer = z
  .object({
    name: z.string(),
    description: z.string().nullable().default(null),
    price: z.number(),
    items: z.array(Item),
  })
  .meta({ id: "Offer" });

export default () => {
  const app = new Saluki({ title: "FastAPI", jsonCoercion: "lax" });
  app.post("/offers/", { offer: Offer }, function createOffer({ offer }) {
    return offer;
  });
  return app;
};
