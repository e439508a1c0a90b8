import { desc, eq, getTableColumns } from "drizzle-orm";
import { Router, validate, WebSocketException, type WebSocketSession } from "saluki";
import type { z } from "zod";
import { SocketUser } from "../auth.ts";
import { Database, type Session } from "../database/database.ts";
import { chatMessages, users } from "../database/schema.ts";
import { Live } from "../live.ts";
import { findOrderFor } from "../ordering.ts";
import { ChatMessage, Id, NewChatMessage } from "../schemas.ts";

export const chat = new Router({ prefix: "/orders" });

/**
 * Customer and staff talk about an order. Who comes gets the last 50 messages, then all that is said. A client sends
 * `{"text": "..."}`; anything else closes the connection.
 */
chat.websocket(
  "/{orderId}/chat",
  { orderId: Id, user: SocketUser, db: Database, live: Live },
  async ({ orderId, user, db, live }, socket) => {
    const order = await findOrderFor(db, orderId, user);
    if (order === undefined) throw new WebSocketException(1008, "There is no such order");
    const left = new AbortController();
    try {
      // Before the history is read: what is said meanwhile would be in neither.
      const news = live.chat.subscribe(left.signal, (message) => message.orderId === orderId);
      await socket.accept();
      await Promise.race([speak(socket, await history(db, orderId), news), listen()]);
    } finally {
      left.abort();
    }

    async function listen(): Promise<never> {
      while (true) {
        const { text } = await validate(NewChatMessage, await socket.receiveJson());
        const [stored] = await db
          .insert(chatMessages)
          .values({ orderId, authorId: user.id, text })
          .returning();
        live.chat.publish({ ...stored!, author: user.name });
      }
    }
  },
);

type Message = z.input<typeof ChatMessage>;

async function speak(
  socket: WebSocketSession,
  earlier: Message[],
  news: AsyncIterable<Message>,
): Promise<void> {
  // The schema lets out what it has, and no more.
  for (const message of earlier) await socket.sendJson(ChatMessage.parse(message));
  const sent = new Set(earlier.map(({ id }) => id));
  for await (const message of news) {
    if (!sent.has(message.id)) await socket.sendJson(ChatMessage.parse(message));
  }
}

async function history(db: Session, orderId: number): Promise<Message[]> {
  const { id, text, createdAt } = getTableColumns(chatMessages);
  const latest = await db
    .select({ id, orderId: chatMessages.orderId, author: users.name, text, createdAt })
    .from(chatMessages)
    .innerJoin(users, eq(users.id, chatMessages.authorId))
    .where(eq(chatMessages.orderId, orderId))
    .orderBy(desc(id))
    .limit(50);
  return latest.reverse();
}
