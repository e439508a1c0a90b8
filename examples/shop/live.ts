import { Depends } from "saluki";
import type { z } from "zod";
import type { ChatMessage, OrderChange, StockChange } from "./schemas.ts";

/** A subscriber that lags behind by this many messages is let go; it may come again. */
const LONGEST_QUEUE = 1_000;

/** One who listens to a channel: iterate over it. It ends with its signal, and when it cannot keep up. */
class Subscription<T> implements AsyncIterable<T> {
  readonly #wants: (message: T) => boolean;
  #queue: T[] = [];
  #wake: (() => void) | undefined;
  #ended = false;

  constructor(wants: (message: T) => boolean) {
    this.#wants = wants;
  }

  push(message: T): void {
    if (!this.#wants(message)) return;
    if (this.#queue.length >= LONGEST_QUEUE) this.end();
    else this.#queue.push(message);
    this.#wake?.();
  }

  end(): void {
    this.#ended = true;
    this.#wake?.();
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<T, void> {
    while (true) {
      const waiting = this.#queue;
      this.#queue = [];
      yield* waiting;
      if (this.#ended) return;
      if (this.#queue.length > 0) continue;
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
  }
}

/** Messages for whoever listens at the moment, in this process. */
export class Channel<T> {
  readonly #subscriptions = new Set<Subscription<T>>();

  publish(message: T): void {
    for (const subscription of this.#subscriptions) subscription.push(message);
  }

  /** Listens to what it wants of the messages, from now on until the signal is aborted. */
  subscribe(signal: AbortSignal, wants: (message: T) => boolean = () => true): AsyncIterable<T> {
    const subscription = new Subscription<T>(wants);
    this.#subscriptions.add(subscription);
    const leave = () => {
      this.#subscriptions.delete(subscription);
      subscription.end();
    };
    if (signal.aborted) leave();
    else signal.addEventListener("abort", leave, { once: true });
    return subscription;
  }

  close(): void {
    for (const subscription of this.#subscriptions) subscription.end();
    this.#subscriptions.clear();
  }
}

/** What is told while it happens. With several processes this would go through Redis, or PostgreSQL's NOTIFY. */
export interface LiveChannels {
  readonly stock: Channel<z.input<typeof StockChange>>;
  readonly orders: Channel<z.input<typeof OrderChange> & { userId: number }>;
  readonly chat: Channel<z.input<typeof ChatMessage>>;
}

export const Live = Depends(
  function* (): Generator<LiveChannels> {
    const channels: LiveChannels = { stock: new Channel(), orders: new Channel(), chat: new Channel() };
    yield channels;
    for (const channel of Object.values(channels)) channel.close();
  },
  { scope: "app" },
);
