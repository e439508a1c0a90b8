import { Depends } from "saluki";
import { Database, type Session } from "./database.ts";

/**
 * A transaction for one request. It commits when the handler has returned, before the client hears of success; whatever
 * the handler throws, an `HTTPException` too, rolls it back. (A `reply(409, ...)` that is returned commits: to undo, throw.)
 */
export const Transaction = Depends(
  { db: Database },
  async function* ({ db }) {
    const transaction = await begin(db);
    try {
      yield transaction.session;
    } catch (error) {
      await transaction.rollBack(error);
      throw error;
    }
    await transaction.commit();
  },
  { scope: "function" },
);

interface OpenTransaction {
  readonly session: Session;
  commit(): Promise<void>;
  rollBack(reason: unknown): Promise<void>;
}

/** Drizzle takes a transaction as a function; here one is held open till it is said how it ends. */
async function begin(db: Session): Promise<OpenTransaction> {
  let succeed: () => void;
  let fail: (reason: unknown) => void;
  const ending = new Promise<void>((resolve, reject) => {
    succeed = resolve;
    fail = reject;
  });
  let ended!: Promise<void>;
  const session = await new Promise<Session>((resolve, reject) => {
    ended = db.transaction(async (transaction) => {
      resolve(transaction);
      await ending;
    });
    // For a database that cannot even begin. Afterwards it does nothing.
    ended.catch(reject);
  });
  return {
    session,
    commit() {
      succeed();
      return ended;
    },
    rollBack(reason) {
      fail(reason);
      return ended.catch(() => {});
    },
  };
}
