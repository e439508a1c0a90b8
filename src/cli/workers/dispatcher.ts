/** Somebody who takes connections, and says of each that it has arrived before it is given the next one. */
export interface Taker<C> {
  give(connection: C): void;
}

/**
 * Connections that wait for a worker at most; what comes beyond is closed at once. As long as the queue of the system
 * itself: it fills only while no worker takes any.
 */
export const MOST_WAITING = 511;

/**
 * Hands connections to workers, to each in turn. One that has not taken its last connection is left out, so one that
 * hangs holds up a single connection, and that goes to another when it is killed.
 */
export class Dispatcher<C> {
  readonly #close: (connection: C) => void;
  readonly #waiting: C[] = [];
  /** In the order of their turns. */
  readonly #takers: Taker<C>[] = [];
  readonly #given = new Map<Taker<C>, C>();

  /** @param close lets go of a connection: here, where a worker has taken it */
  constructor(close: (connection: C) => void) {
    this.#close = close;
  }

  add(connection: C): void {
    if (this.#waiting.length >= MOST_WAITING) {
      this.#close(connection);
      return;
    }
    this.#waiting.push(connection);
    this.#handOut();
  }

  /** This one takes connections from now on. */
  join(taker: Taker<C>): void {
    this.#takers.push(taker);
    this.#handOut();
  }

  /** This one gets no more. */
  leave(taker: Taker<C>): void {
    const at = this.#takers.indexOf(taker);
    if (at >= 0) this.#takers.splice(at, 1);
  }

  /** The connection that this one was given has arrived. */
  taken(taker: Taker<C>): void {
    const connection = this.#given.get(taker);
    if (connection === undefined) return;
    this.#given.delete(taker);
    this.#close(connection);
    this.#handOut();
  }

  /** This one is dead. What it was given and never took, nobody has read: another one can have it. */
  gone(taker: Taker<C>): void {
    this.leave(taker);
    const connection = this.#given.get(taker);
    if (connection === undefined) return;
    this.#given.delete(taker);
    this.#waiting.unshift(connection);
    this.#handOut();
  }

  /** Gives the rest away, before all who take leave. Without anybody to take it, it is closed. */
  flush(): void {
    let turn = 0;
    for (const connection of this.#waiting.splice(0)) {
      const taker = this.#takers[turn++ % this.#takers.length];
      taker?.give(connection);
      // Nobody tells when it has arrived: the process ends, and with it its hold on it.
      if (taker === undefined) this.#close(connection);
    }
  }

  #handOut(): void {
    while (this.#waiting.length > 0) {
      const at = this.#takers.findIndex((one) => !this.#given.has(one));
      if (at < 0) return;
      const [taker] = this.#takers.splice(at, 1);
      const connection = this.#waiting.shift()!;
      this.#takers.push(taker!);
      this.#given.set(taker!, connection);
      taker!.give(connection);
    }
  }
}
