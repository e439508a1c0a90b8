import { eq } from "drizzle-orm";
import { Router, reply } from "saluki";
import { hashPassword } from "saluki/security";
import { CurrentUser } from "../auth.ts";
import { Database } from "../database/database.ts";
import { users as usersTable } from "../database/schema.ts";
import { Transaction } from "../database/transaction.ts";
import { Problem, ProfileUpdate, Registration, User } from "../schemas.ts";

export const users = new Router({ prefix: "/users", tags: ["users"] });

users.post(
  "",
  { registration: Registration, db: Database },
  {
    status: 201,
    response: User,
    responses: { 409: { schema: Problem, description: "The e-mail has an account" } },
    summary: "Open an account",
  },
  async function register({ registration: { email, name, password }, db }) {
    const passwordHash = await hashPassword(password);
    // One statement is a transaction by itself; and to hash takes a while, for which none should be held open.
    const [user] = await db
      .insert(usersTable)
      .values({ email, name, passwordHash })
      .onConflictDoNothing()
      .returning();
    // The row has the hash of the password; the response schema lets only its own fields out.
    return user ?? reply(409, { detail: "There is an account with this e-mail" });
  },
);

users.get(
  "/me",
  { user: CurrentUser },
  { response: User, responses: { 401: Problem }, summary: "Your account" },
  function readMe({ user }) {
    return user;
  },
);

users.patch(
  "/me",
  { user: CurrentUser, update: ProfileUpdate, db: Transaction },
  { response: User, responses: { 401: Problem }, summary: "Change your account" },
  async function updateMe({ user, update, db }) {
    if (update.name === undefined) return user;
    await db.update(usersTable).set(update).where(eq(usersTable.id, user.id));
    return { ...user, ...update };
  },
);
