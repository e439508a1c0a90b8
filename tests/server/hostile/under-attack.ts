import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { head } from "../raw-client.ts";
import { ATTACKS, type Attack, open, until } from "./attacks.ts";
import type { Measures } from "./victim.ts";

/** Connections of each attack; more of them by hand: `ROUNDS=5000 npm test -- tests/server/hostile`. */
const ROUNDS = Number(process.env["ROUNDS"] ?? 25);
/** Connections of each of those that are over at once. */
const MANY = 300;
/** Connections at once. */
const AT_ONCE = 25;
/**
 * What may be left of one connection, in bytes, when it is gone. One that is kept by mistake costs ten times as much, which
 * shows from some hundreds on: below by the thousands, and of each attack by `ROUNDS`. Fewer show what is counted.
 */
const LEFT_OF_EACH = 500;
/** What may be left however many there were: caches that have a bound, and code that is compiled late. */
const LEFT_OF_ALL = 1_500_000;

/** Attacks a server in each of the ways there are, and sees that nothing is left behind. */
export function describeAttacks(name: string, engine: "saluki" | "node", scheme: "http" | "https"): void {
  describe(`a server that is attacked: ${name}`, () => {
    let victim: ChildProcess;
    let port: number;

    beforeAll(async () => {
      victim = fork(fileURLToPath(new URL("victim.ts", import.meta.url)), [engine, scheme], {
        execArgv: ["--expose-gc", "--conditions=saluki-source", "--import", "tsx"],
        env: { ...process.env, NODE_OPTIONS: "" },
      });
      [port] = await once(victim, "message");
      // The first ones compile code and fill caches, each in turn, as they will be measured.
      for (const [, { attack }] of attacks) await run(attack, AT_ONCE);
    }, 120_000);

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
        await Promise.all(
          Array.from({ length: Math.min(left, AT_ONCE) }, () => attack({ port, secure: scheme === "https" })),
        );
      }
    }

    /** Whether it is there still. */
    async function answers(): Promise<boolean> {
      const client = await open({ port, secure: scheme === "https" });
      client.write(head("GET /", "Connection: close"));
      const received = await until(client, "[ok]");
      client.destroy();
      return received.endsWith("[ok]");
    }

    const quick = Object.values(ATTACKS).flatMap(({ attack, quick }) => (quick === true ? [attack] : []));
    const attacks = Object.entries(ATTACKS).filter(([, { own }]) => engine === "saluki" || own === undefined);

    it.each(attacks)(
      "by a client that %s: nothing is left of it",
      async (_name, { attack }) => {
        const before = await measure();
        await run(attack, ROUNDS);
        const afterwards = await measure();

        expect(before.sockets).toBe(0);
        expect(afterwards.sockets).toBe(0);
        // Only Linux lists the descriptors of a process; elsewhere the sockets have to do. A few more may be those of modules
        // that are just being loaded.
        if (process.platform === "linux") {
          expect(afterwards.descriptors).toBeLessThan(before.descriptors! + 5);
        }
        expect(afterwards.requests).toBe(0);
        expect(afterwards.memory - before.memory).toBeLessThan(LEFT_OF_ALL + ROUNDS * LEFT_OF_EACH);
        expect(await answers()).toBe(true);
      },
      60_000 + ROUNDS * 20,
    );

    it("by thousands that are soon gone: its memory does not grow", async () => {
      for (const attack of quick) await run(attack, MANY);
      const before = await measure();
      for (const attack of quick) await run(attack, MANY);
      const { memory, requests } = await measure();
      expect(requests).toBe(0);
      expect(memory - before.memory).toBeLessThan(LEFT_OF_ALL + quick.length * MANY * LEFT_OF_EACH);
    }, 120_000);

    it("reported nothing: none of it is a fault of the server", async () => {
      expect((await measure()).errors).toEqual([]);
    });
  });
}
