import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { head, RawClient } from "../raw-client.ts";
import { ATTACKS, type Attack } from "./attacks.ts";
import type { Measures } from "./victim.ts";

/** Connections of each attack; more of them by hand: `ROUNDS=5000 npm test -- tests/server/hostile`. */
const ROUNDS = Number(process.env["ROUNDS"] ?? 50);
/** Connections at once. */
const AT_ONCE = 25;
/**
 * What may be left of one connection, in bytes, when it is gone. A connection that is kept by mistake costs more than
 * ten times as much; compiled code and buffers that are used again cost a little.
 */
const LEFT_OF_EACH = 1000;
/** What may be left however many there were: caches that have a bound. */
const LEFT_OF_ALL = 1_500_000;

describe.each(["saluki", "node"])("a server that is attacked: %s", (engine) => {
  let victim: ChildProcess;
  let port: number;

  beforeAll(async () => {
    victim = fork(fileURLToPath(new URL("victim.ts", import.meta.url)), [engine], {
      execArgv: ["--expose-gc", "--conditions=saluki-source", "--import", "tsx"],
      env: { ...process.env, NODE_OPTIONS: "" },
    });
    [port] = await once(victim, "message");
  }, 30_000);

  afterAll(async () => {
    const exited = once(victim, "exit");
    victim.disconnect();
    await exited;
  });

  async function measure(): Promise<Measures> {
    victim.send("measure");
    const [measures] = await once(victim, "message");
    return measures;
  }

  async function run(attack: Attack, rounds: number): Promise<void> {
    for (let left = rounds; left > 0; left -= AT_ONCE) {
      await Promise.all(Array.from({ length: Math.min(left, AT_ONCE) }, () => attack(port)));
    }
  }

  const attacks = Object.entries(ATTACKS).filter(([, { own }]) => engine === "saluki" || own === undefined);

  it.each(attacks)(
    "by a client that %s: nothing is left of it",
    async (_name, { attack }) => {
      // The first ones compile code and fill caches.
      await run(attack, AT_ONCE);
      const before = await measure();
      await run(attack, ROUNDS);
      const afterwards = await measure();

      expect(before.sockets).toBe(0);
      expect(afterwards.sockets).toBe(0);
      // Only Linux lists the descriptors of a process; elsewhere the sockets have to do.
      // There may be fewer: of a module that was just being loaded.
      if (process.platform === "linux")
        expect(afterwards.descriptors).toBeLessThanOrEqual(before.descriptors!);
      expect(afterwards.requests).toBe(0);
      expect(afterwards.memory - before.memory).toBeLessThan(LEFT_OF_ALL + ROUNDS * LEFT_OF_EACH);
      expect(await RawClient.exchange(port, head("GET /", "Connection: close"))).toMatch(/ok$/);
    },
    60_000 + ROUNDS * 20,
  );

  it("reported nothing: none of it is a fault of the server", async () => {
    expect((await measure()).errors).toEqual([]);
  });
});
