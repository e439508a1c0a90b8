import { z } from "zod";

/** What PostgreSQL's `integer` holds: without the bound a larger number is the database's error, not the client's. */
export const Id = z.int32().min(1);

/** Text for the database, which cannot store the character NUL. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: the control character is what this refuses
const text = z.string().regex(/^[^\u0000]*$/, "NUL is not allowed");

/** Text that a person typed: without the spaces around it, and not empty. */
function line(maximum: number) {
  return text.trim().min(1).max(maximum);
}

/** The body of every answer that is not a success, a validation error apart. */
export const Problem = z.object({ detail: z.string() }).meta({ id: "Problem" });

// Users

const Email = z
  .email()
  .max(254)
  .toLowerCase()
  .meta({ examples: ["ada@example.com"] });
const Name = line(100).meta({ examples: ["Ada Lovelace"] });

export const Registration = z
  .object({
    email: Email,
    name: Name,
    password: z
      .string()
      .min(12)
      .max(128)
      .meta({
        format: "password",
        description: "Long is better than odd.",
        examples: ["correct horse battery"],
      }),
  })
  .meta({ id: "Registration" });

export const ProfileUpdate = z.object({ name: Name }).partial().meta({ id: "ProfileUpdate" });

export const User = z
  .object({
    id: Id,
    email: z.email(),
    name: z.string(),
    scopes: z.array(z.string()).meta({ description: "What the user may do beyond being a customer." }),
    createdAt: z.date(),
  })
  .meta({ id: "User" });

/** RFC 6749 §5.1. */
export const Token = z
  .object({
    access_token: z.string(),
    token_type: z.literal("bearer"),
    expires_in: z.int().meta({ description: "Seconds." }),
    scope: z.string().meta({ description: "What was granted, separated by spaces." }),
  })
  .meta({ id: "Token" });

// Items

const Sku = z
  .string()
  .regex(/^[A-Z0-9]+(-[A-Z0-9]+)*$/)
  .max(40)
  .meta({ description: "The stock keeping unit, unique in the shop.", examples: ["LAMP-3"] });
const ItemName = line(200).meta({ examples: ["Bedside lamp"] });
const Description = text
  .max(5_000)
  .nullable()
  .meta({ examples: ["Small and warm."] });
const Price = z
  .int()
  .min(1)
  .max(10_000_000)
  .meta({ examples: [2_990] });
const Stock = z
  .int()
  .min(0)
  .max(1_000_000)
  .meta({ examples: [25] });

// No `default` in what a client sends: `partial()` would keep it, and a PATCH set what nobody sent.
export const NewItem = z
  .object({
    sku: Sku,
    name: ItemName,
    description: Description.optional(),
    priceInCents: Price,
    stock: Stock.optional(),
  })
  .meta({ id: "NewItem" });

export const ItemUpdate = NewItem.partial()
  .refine((update) => Object.keys(update).length > 0, "Give at least one field")
  .meta({ id: "ItemUpdate", description: "Only what is given changes.", minProperties: 1 });

export const Item = z
  .object({
    id: Id,
    sku: Sku,
    name: ItemName,
    description: Description,
    priceInCents: Price,
    stock: z.int(),
    pictureUrl: z
      .url()
      .nullable()
      .meta({ examples: ["http://localhost:8000/items/1/picture"] }),
    createdAt: z.date(),
    updatedAt: z.date(),
  })
  .meta({ id: "Item" });

/** The query of the list of items. */
export const ItemFilter = z.object({
  q: text.max(100).optional().meta({ description: "Words in the name or the description." }),
  minPriceInCents: z.int32().min(0).optional(),
  maxPriceInCents: z.int32().min(0).optional(),
  inStock: z.boolean().optional().meta({ description: "Only what can be had, or only what is sold out." }),
  sort: z
    .enum(["name", "-name", "price", "-price", "newest"])
    .default("name")
    .meta({ description: "A minus turns the order around." }),
});

// Orders

export const OrderStatus = z.enum(["placed", "shipped", "cancelled"]).meta({ id: "OrderStatus" });

export const NewOrder = z
  .object({
    lines: z
      .array(z.object({ itemId: Id, quantity: z.int().min(1).max(1_000) }))
      .min(1)
      .max(50)
      .meta({ examples: [[{ itemId: 1, quantity: 2 }]] }),
  })
  .meta({ id: "NewOrder" });

export const Order = z
  .object({
    id: Id,
    status: OrderStatus,
    lines: z.array(z.object({ itemId: Id, quantity: z.int(), unitPriceInCents: z.int() })),
    totalInCents: z.int(),
    createdAt: z.date(),
  })
  .meta({ id: "Order" });

export const Shortage = Problem.extend({ itemId: Id, available: z.int() }).meta({ id: "Shortage" });

// What is told while it happens

export const StockChange = z.object({ itemId: Id, stock: z.int() }).meta({ id: "StockChange" });

export const OrderChange = z.object({ orderId: Id, status: OrderStatus }).meta({ id: "OrderChange" });

/** What a client of the chat sends. */
export const NewChatMessage = z.object({ text: line(1_000) });

export const ChatMessage = z.object({
  id: Id,
  orderId: Id,
  author: z.string(),
  text: z.string(),
  createdAt: z.date(),
});
