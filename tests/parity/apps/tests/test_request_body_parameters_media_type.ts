import { Body, Saluki } from "saluki";
import { z } from "zod";

const mediaType = "application/vnd.api+json";

const Product = z.object({ name: z.string(), price: z.number() }).meta({ id: "Product" });
const Shop = z.object({ name: z.string() }).meta({ id: "Shop" });

export default () => {
  const app = new Saluki({ title: "FastAPI" });
  app.post("/products", { data: Body(Product, { mediaType, embed: true }) }, function createProduct() {});
  app.post(
    "/shops",
    { data: Body(Shop, { mediaType }), included: Body(z.array(Product).default([]), { mediaType }) },
    function createShop() {},
  );
  return app;
};
