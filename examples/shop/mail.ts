import { asc, eq, isNull } from "drizzle-orm";
import { Depends, type Logger } from "saluki";
import { Database, type Session } from "./database/database.ts";
import { outbox } from "./database/schema.ts";
import { Log } from "./log.ts";

/** A letter to a customer. */
export interface Mail {
  readonly recipient: string;
  readonly subject: string;
  readonly body: string;
}

/**
 * Sends mail by way of the outbox: {@link write} in the transaction that the mail tells of, so that there is mail for
 * exactly what was committed; then {@link deliver} in the background. This one "sends" by writing to the log.
 */
export class Mailer {
  readonly #db: Session;
  readonly #log: Logger;

  constructor(db: Session, log: Logger) {
    this.#db = db;
    this.#log = log;
  }

  async write(transaction: Session, mail: Mail): Promise<void> {
    await transaction.insert(outbox).values(mail);
  }

  /** Sends what waits in the outbox. Several processes may do so at once: each takes what no other one has. */
  async deliver(): Promise<void> {
    await this.#db.transaction(async (transaction) => {
      const waiting = await transaction
        .select()
        .from(outbox)
        .where(isNull(outbox.sentAt))
        .orderBy(asc(outbox.id))
        .limit(100)
        .for("update", { skipLocked: true });
      for (const mail of waiting) {
        this.#log.info({ recipient: mail.recipient, subject: mail.subject }, "mail sent");
        await transaction.update(outbox).set({ sentAt: new Date() }).where(eq(outbox.id, mail.id));
      }
    });
  }
}

/** The mailer. At start it sends what a former process wrote and did not come to send. */
export const Mail = Depends(
  { db: Database, log: Log },
  async ({ db, log }) => {
    const mailer = new Mailer(db, log);
    await mailer.deliver();
    return mailer;
  },
  { scope: "app" },
);
