import { describe, expect, it } from "vitest";
import { Dispatcher, MOST_WAITING } from "../../../src/cli/workers/dispatcher.ts";

/** A worker that remembers what it was given. */
class FakeTaker {
  readonly given: number[] = [];
  give(connection: number): void {
    this.given.push(connection);
  }
}

function open(takers: number) {
  const closed: number[] = [];
  const dispatcher = new Dispatcher<number>((connection) => closed.push(connection));
  const all = Array.from({ length: takers }, () => new FakeTaker());
  for (const taker of all) dispatcher.join(taker);
  return { dispatcher, closed, takers: all as [FakeTaker, FakeTaker, FakeTaker] };
}

describe("Dispatcher", () => {
  it("gives connections to each in turn", () => {
    const { dispatcher, takers } = open(3);
    for (let connection = 1; connection <= 7; connection++) {
      dispatcher.add(connection);
      for (const taker of takers) dispatcher.taken(taker);
    }
    expect(takers.map(({ given }) => given)).toEqual([
      [1, 4, 7],
      [2, 5],
      [3, 6],
    ]);
  });

  it("closes its own hold on a connection when it has arrived, and not before", () => {
    const { dispatcher, closed, takers } = open(1);
    dispatcher.add(1);
    expect(closed).toEqual([]);
    dispatcher.taken(takers[0]);
    expect(closed).toEqual([1]);
    dispatcher.taken(takers[0]);
    expect(closed).toEqual([1]);
  });

  it("leaves out one that does not take what it was given", () => {
    const { dispatcher, takers } = open(2);
    const [hung, well] = takers;
    for (let connection = 1; connection <= 4; connection++) {
      dispatcher.add(connection);
      dispatcher.taken(well);
    }
    expect([hung.given, well.given]).toEqual([[1], [2, 3, 4]]);
  });

  it("keeps connections, in their order, until somebody can take them", () => {
    const { dispatcher, takers } = open(0);
    for (const connection of [1, 2, 3]) dispatcher.add(connection);
    const late = new FakeTaker();
    dispatcher.join(late);
    expect(late.given).toEqual([1]);
    dispatcher.taken(late);
    dispatcher.taken(late);
    expect(late.given).toEqual([1, 2, 3]);
    expect(takers).toEqual([]);
  });

  it("closes what comes when too many wait", () => {
    const { dispatcher, closed } = open(0);
    for (let connection = 0; connection <= MOST_WAITING; connection++) dispatcher.add(connection);
    expect(closed).toEqual([MOST_WAITING]);
  });

  it("gives nothing to one that leaves, which may still take what it was given", () => {
    const { dispatcher, closed, takers } = open(2);
    const [leaving, other] = takers;
    dispatcher.add(1);
    dispatcher.leave(leaving);
    dispatcher.add(2);
    dispatcher.taken(other);
    dispatcher.add(3);
    dispatcher.taken(leaving);
    expect([leaving.given, other.given, closed]).toEqual([[1], [2, 3], [2, 1]]);
  });

  it("gives to another, first of all, what a dead one never took", () => {
    const { dispatcher, takers } = open(2);
    const [dead, other] = takers;
    for (const connection of [1, 2, 3]) dispatcher.add(connection);
    dispatcher.gone(dead);
    dispatcher.taken(other);
    dispatcher.taken(other);
    expect([dead.given, other.given]).toEqual([[1], [2, 1, 3]]);
  });

  it("at the end gives away what waits, even to those that are busy", () => {
    const { dispatcher, takers } = open(2);
    for (const connection of [1, 2, 3, 4, 5]) dispatcher.add(connection);
    dispatcher.flush();
    expect(takers.map(({ given }) => given)).toEqual([
      [1, 3, 5],
      [2, 4],
    ]);
  });

  it("at the end closes what nobody can take", () => {
    const { dispatcher, closed } = open(0);
    dispatcher.add(1);
    dispatcher.flush();
    expect(closed).toEqual([1]);
  });
});
