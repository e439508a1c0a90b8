import { count } from "drizzle-orm";
import { hashPassword } from "saluki/security";
import type { Settings } from "../settings.ts";
import type { Session } from "./database.ts";
import { items, users } from "./schema.ts";

/** The accounts to try the shop with. Their password is `Settings.demoPassword`. */
export const DEMO_USERS = [
  { email: "customer@example.com", name: "Carla Customer", scopes: [] },
  { email: "staff@example.com", name: "Stefan Staff", scopes: ["items:write", "orders:manage"] },
];

const DEMO_ITEMS = [
  {
    sku: "LAMP-1",
    name: "Desk lamp",
    description: "Warm light, three joints.",
    priceInCents: 4_990,
    stock: 12,
  },
  {
    sku: "LAMP-2",
    name: "Floor lamp",
    description: "For the corner that is never lit.",
    priceInCents: 12_900,
    stock: 3,
  },
  { sku: "CHAIR-1", name: "Chair", description: "Oak, without arms.", priceInCents: 8_900, stock: 20 },
  { sku: "CHAIR-2", name: "Rocking chair", description: null, priceInCents: 24_900, stock: 1 },
  { sku: "TABLE-1", name: "Kitchen table", description: "Seats six.", priceInCents: 39_900, stock: 4 },
  { sku: "SHELF-1", name: "Bookshelf", description: "Five boards, pine.", priceInCents: 7_990, stock: 0 },
  { sku: "CUP-1", name: "Coffee cup", description: "Holds 0.3 litres.", priceInCents: 1_290, stock: 150 },
  { sku: "BOWL-1", name: "Dog bowl", description: "Deep, for long noses.", priceInCents: 1_990, stock: 40 },
];

/** Fills a database that is empty, and lets the demo accounts in by the password of this start. */
export async function seed(session: Session, { demoPassword }: Settings): Promise<void> {
  await session.transaction(async (tx) => {
    const [{ existing } = { existing: 0 }] = await tx.select({ existing: count() }).from(items);
    if (existing === 0) await tx.insert(items).values(DEMO_ITEMS).onConflictDoNothing();

    if (demoPassword === undefined) return;
    const passwordHash = await hashPassword(demoPassword);
    for (const user of DEMO_USERS) {
      await tx
        .insert(users)
        .values({ ...user, passwordHash })
        .onConflictDoUpdate({ target: users.email, set: { passwordHash } });
    }
  });
}
