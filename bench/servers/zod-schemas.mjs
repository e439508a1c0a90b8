// The schemas of those servers that validate with Zod, each with the `z` it is given: a server must use one
// single copy of Zod, and Hono's extends its own.
export function schemas(z) {
  const Item = z.object({
    name: z.string().min(1),
    price: z.number().positive(),
    tax: z.number().optional(),
    tags: z.array(z.string()).default([]),
  });
  const ItemOut = z.object({
    id: z.int(),
    q: z.string().nullable(),
    name: z.string(),
    price: z.number(),
    tax: z.number().optional(),
    tags: z.array(z.string()),
  });
  const Product = z.object({
    id: z.int(),
    name: z.string().min(1),
    price: z.number().positive(),
    inStock: z.boolean(),
    description: z.string(),
    tags: z.array(z.string()),
  });
  const Catalog = z.object({ products: z.array(Product) });
  const Orders = z.object({ user: z.string(), account: z.int(), orders: z.array(z.string()) });
  return { Item, ItemOut, Catalog, Orders };
}
