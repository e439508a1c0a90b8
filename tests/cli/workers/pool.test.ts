import { setImmediate as turn } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import { PoolUnderTest, readyPool, STOP } from "./fake-processes.ts";

describe("a pool that starts", () => {
  it("starts the others when the first worker is ready", async () => {
    const test = new PoolUnderTest({ workers: 3 });
    const started = test.pool.start();
    expect(test.processes.length).toBe(1);
    await test.process(1).ready();
    expect(await started).toBeUndefined();
    expect(test.processes.length).toBe(3);
    expect([...test.takers]).toEqual([1]);
    await test.process(3).ready();
    expect([...test.takers]).toEqual([1, 3]);
  });

  it("starts no other where the first one cannot start the application", async () => {
    const test = new PoolUnderTest();
    const started = test.pool.start();
    await test.process(1).fail("main.ts could not be loaded");
    expect(await started).toMatchObject({ failure: "main.ts could not be loaded", code: 1 });
    await test.clock.pass(100_000);
    expect(test.processes.length).toBe(1);
    expect(test.takeLines()).toEqual([]);
  });

  it("kills a first worker that takes too long", async () => {
    const test = new PoolUnderTest({ startTimeout: 5000 });
    const started = test.pool.start();
    await test.clock.pass(4999);
    expect(test.process(1).kills).toBe(0);
    await test.clock.pass(1);
    expect(test.process(1).kills).toBe(1);
    expect(test.takeLines()).toEqual([
      "warning: worker 1 (pid 1) was not ready within 5000 ms; it is killed",
    ]);
    await test.process(1).die("SIGKILL");
    expect(await started).toMatchObject({ signal: "SIGKILL", failure: undefined, served: undefined });
  });

  it("tries again with others, once the first one has served", async () => {
    const test = new PoolUnderTest();
    void test.pool.start();
    await test.process(1).ready();
    await test.process(2).fail("no more connections to the database");
    expect(test.takeLines()).toEqual([
      "warning: worker 2 (pid 2) could not start: no more connections to the database; another one is started in 100 ms",
    ]);
    await test.clock.pass(100);
    expect(test.processes.length).toBe(3);
  });

  it("tries again where a process could not be started at all", async () => {
    const test = new PoolUnderTest();
    void test.pool.start();
    await test.process(1).ready();
    test.process(2).listener.ended({ code: null, signal: null, error: new Error("spawn EAGAIN") });
    await turn();
    expect(test.takeLines()).toEqual([
      "warning: worker 2 (pid 2) could not be started: spawn EAGAIN; another one is started in 100 ms",
    ]);
  });
});

describe("a worker that dies", () => {
  it("gets no more connections, and another one is started after a moment", async () => {
    const test = await readyPool();
    await test.process(1).die("SIGSEGV");
    expect([...test.takers]).toEqual([2]);
    expect(test.takeLines()).toEqual([
      "warning: worker 1 (pid 1) was ended by SIGSEGV; another one is started in 100 ms",
    ]);
    await test.clock.pass(99);
    expect(test.processes.length).toBe(2);
    await test.clock.pass(1);
    expect(test.processes.length).toBe(3);
    await test.process(3).ready();
    expect([...test.takers]).toEqual([2, 3]);
    expect(test.pool.stats().restarts).toBe(1);
  });

  it("again and again is started more and more seldom, and never given up", async () => {
    const test = await readyPool();
    let pid = 1;
    const delays: number[] = [];
    for (let i = 0; i < 12; i++) {
      await test.process(pid).end(1);
      delays.push(Number(/in (\d+) ms/.exec(test.takeLines()[0]!)![1]));
      await test.clock.pass(delays.at(-1)!);
      pid = test.processes.length;
    }
    expect(delays).toEqual([100, 200, 400, 800, 1600, 3200, 6400, 12_800, 25_600, 30_000, 30_000, 30_000]);
    await test.process(pid).ready();
    await test.clock.pass(10_000);
    await test.process(pid).end(1);
    expect(test.takeLines()[0]).toMatch(/ended with exit code 1; another one is started in 100 ms$/);
  });

  it("is started again even where no other one is left", async () => {
    const test = await readyPool();
    await test.process(1).die("SIGKILL");
    await test.process(2).die("SIGKILL");
    await test.clock.pass(100);
    expect(test.processes.length).toBe(4);
  });

  it("has its place kept for itself: the others are not touched", async () => {
    const test = await readyPool(3);
    await test.process(2).die("SIGKILL");
    await test.clock.pass(100_000);
    expect(test.processes.length).toBe(4);
    expect([1, 3].map((pid) => test.process(pid).stops)).toEqual([[], []]);
  });
});

describe("a worker that is asked to stop by a signal", () => {
  it("finishes what runs, while another one is started", async () => {
    const test = await readyPool();
    await test.process(1).leave("SIGTERM");
    expect([...test.takers]).toEqual([2]);
    expect(test.process(1).stops).toEqual([STOP]);
    expect(test.takeLines()).toEqual([
      "warning: worker 1 (pid 1) was asked to stop by SIGTERM; another one is started in 100 ms",
    ]);
    await test.clock.pass(100);
    expect(test.processes.length).toBe(3);
    await test.process(3).ready();
    await test.process(1).end(0);
    await test.clock.pass(100_000);
    expect(test.processes.length).toBe(3);
    expect(test.takeLines()).toEqual([]);
  });
});

describe("a worker that can no longer be reached", () => {
  it("gets no more connections, and its last one is given to another", async () => {
    const test = await readyPool();
    await test.process(1).disconnect();
    expect([...test.takers]).toEqual([2]);
    expect(test.gone).toEqual([1]);
  });

  it("is replaced when it has ended, and killed where it does not end", async () => {
    const test = await readyPool();
    await test.process(1).disconnect();
    await test.clock.pass(14_999);
    expect([test.processes.length, test.process(1).kills]).toEqual([2, 0]);
    await test.clock.pass(1);
    expect(test.process(1).kills).toBe(1);
    test.process(1).listener.ended({ code: null, signal: "SIGKILL" });
    await turn();
    await test.clock.pass(100);
    expect(test.processes.length).toBe(3);
  });
});

describe("a worker whose event loop is blocked", () => {
  it("is killed when it was silent for too long, and replaced", async () => {
    const test = await readyPool(2, { workerTimeout: 3000 });
    for (let second = 1; second <= 3; second++) {
      test.process(2).report();
      test.pool.look();
    }
    expect(test.process(1).kills).toBe(0);
    test.process(2).report();
    test.pool.look();
    expect([1, 2].map((pid) => test.process(pid).kills)).toEqual([1, 0]);
    expect(test.takeLines()).toEqual([
      "warning: worker 1 (pid 1) has given no sign of life for 3000 ms: its event loop is blocked; it is killed",
    ]);
    test.pool.look();
    expect(test.process(1).kills).toBe(1);
    await test.process(1).die("SIGKILL");
    await test.clock.pass(100);
    expect(test.processes.length).toBe(3);
  });

  it("lives on when it speaks again in time", async () => {
    const test = await readyPool(1);
    for (let i = 0; i < 50; i++) {
      if (i % 3 === 0) test.process(1).report();
      test.pool.look();
    }
    expect(test.process(1).kills).toBe(0);
  });

  it("is not killed because the machine slept: time in which the master did not look does not count", async () => {
    const test = await readyPool(1);
    test.pool.look();
    await test.clock.pass(86_400_000);
    test.pool.look();
    expect(test.process(1).kills).toBe(0);
  });

  it("is left alone where there is no limit", async () => {
    const test = await readyPool(1, { workerTimeout: 0 });
    for (let i = 0; i < 1000; i++) test.pool.look();
    expect(test.process(1).kills).toBe(0);
  });

  it("is not looked for in one that starts: it has a limit of its own", async () => {
    const test = new PoolUnderTest();
    void test.pool.start();
    for (let i = 0; i < 1000; i++) test.pool.look();
    expect(test.process(1).kills).toBe(0);
  });
});

describe("a reload", () => {
  it("replaces one worker after the other: a new one is ready before an old one stops", async () => {
    const test = await readyPool();
    test.pool.reload();
    await turn();
    expect(test.processes.length).toBe(3);
    expect(test.process(1).stops).toEqual([]);
    await test.process(3).ready();
    expect([...test.takers]).toEqual([2, 3]);
    expect(test.process(1).stops).toEqual([STOP]);
    expect(test.processes.length).toBe(3);
    await test.process(1).end(0);
    expect(test.processes.length).toBe(4);
    await test.process(4).ready();
    await test.process(2).end(0);
    expect([...test.takers]).toEqual([3, 4]);
    expect(test.pool.stats()).toMatchObject({ restarts: 0, reloads: { done: 1, abandoned: 0 } });
    expect(test.takeLines()).toEqual([
      "reloading: each worker is replaced by one that loads the application anew",
      "reloaded",
    ]);
    expect(test.clock.isIdle).toBe(true);
  });

  it("is abandoned when the new code does not start, and the old workers go on", async () => {
    const test = await readyPool();
    test.pool.reload();
    await turn();
    await test.process(3).fail("main.ts could not be loaded");
    expect([...test.takers]).toEqual([1, 2]);
    expect([1, 2].flatMap((pid) => test.process(pid).stops)).toEqual([]);
    expect(test.takeLines().at(-1)).toBe(
      "warning: the reload is abandoned: the new worker 1 (pid 3) could not start: main.ts could not be loaded. " +
        "2 of 2 workers go on with the old code",
    );
    expect(test.pool.stats().reloads).toEqual({ done: 0, abandoned: 1 });
    await test.clock.pass(100_000);
    expect(test.processes.length).toBe(3);
  });

  it("is abandoned when the new code is not ready in time", async () => {
    const test = await readyPool(2, { startTimeout: 5000 });
    test.pool.reload();
    await turn();
    await test.clock.pass(5000);
    expect(test.process(3).kills).toBe(1);
    await test.process(3).die("SIGKILL");
    expect(test.takeLines().at(-1)).toMatch(
      /^warning: the reload is abandoned: the new worker 1 \(pid 3\) was ended by SIGKILL before it was ready\./,
    );
  });

  it("kills an old worker that does not end", async () => {
    const test = await readyPool(1);
    test.pool.reload();
    await turn();
    await test.process(2).ready();
    await test.clock.pass(14_999);
    expect(test.process(1).kills).toBe(0);
    await test.clock.pass(1);
    expect(test.process(1).kills).toBe(1);
  });

  it("asked for while one runs, however often, runs once more", async () => {
    const test = await readyPool(1);
    test.pool.reload();
    await turn();
    for (let i = 0; i < 5; i++) test.pool.reload();
    await test.process(2).ready();
    await test.process(1).end(0);
    expect(test.processes.length).toBe(3);
    await test.process(3).ready();
    await test.process(2).end(0);
    await test.clock.pass(100_000);
    expect(test.processes.length).toBe(3);
    expect(test.pool.stats().reloads).toEqual({ done: 2, abandoned: 0 });
  });

  it("asked for while one runs, runs once more though that one is abandoned", async () => {
    const test = await readyPool(1);
    test.pool.reload();
    await turn();
    test.pool.reload();
    await test.process(2).fail("half of it was copied");
    expect(test.processes.length).toBe(3);
    await test.process(3).ready();
    expect(test.process(1).stops).toEqual([STOP]);
  });

  it("takes over the place of a worker that dies meanwhile", async () => {
    const test = await readyPool();
    test.pool.reload();
    await turn();
    await test.process(1).die("SIGKILL");
    expect(test.processes.length).toBe(3);
    await test.process(3).ready();
    expect([...test.takers]).toEqual([2, 3]);
    // The next place has its turn.
    expect(test.processes.length).toBe(4);
  });

  it("does not wait for a restart that is due: what was repaired is tried now", async () => {
    const test = await readyPool(1);
    await test.process(1).end(1);
    test.pool.reload();
    await turn();
    expect(test.processes.length).toBe(2);
    await test.process(2).ready();
    await test.clock.pass(100_000);
    expect(test.processes.length).toBe(2);
    expect(test.pool.stats().reloads.done).toBe(1);
  });

  it("leaves a dead worker's place to be tried again where it is abandoned", async () => {
    const test = await readyPool(1);
    await test.process(1).end(1);
    test.pool.reload();
    await turn();
    await test.process(2).fail("broken");
    await test.clock.pass(200);
    expect(test.processes.length).toBe(3);
  });

  it("passes by a worker that has died and was started with the new code", async () => {
    const test = await readyPool();
    test.pool.reload();
    await turn();
    await test.process(2).die("SIGKILL");
    await test.clock.pass(100);
    await test.process(4).ready();
    await test.process(3).ready();
    await test.process(1).end(0);
    expect(test.processes.length).toBe(4);
    expect(test.pool.stats().reloads.done).toBe(1);
  });

  it("is not begun before the application has served", async () => {
    const test = new PoolUnderTest();
    void test.pool.start();
    test.pool.reload();
    await turn();
    expect(test.processes.length).toBe(1);
  });
});

describe("the number of workers", () => {
  it("is raised and lowered by one, and never below one", async () => {
    const test = await readyPool(1);
    test.pool.resize(1);
    await test.process(2).ready();
    expect([...test.takers]).toEqual([1, 2]);
    test.pool.resize(-1);
    expect([...test.takers]).toEqual([1]);
    expect(test.process(2).stops).toEqual([STOP]);
    await test.process(2).end(0);
    test.pool.resize(-1);
    await test.clock.pass(100_000);
    expect(test.process(1).stops).toEqual([]);
    expect(test.processes.length).toBe(2);
    expect(test.takeLines()).toEqual(["2 workers are wanted now", "1 worker is wanted now"]);
  });

  it("can be raised again while the last one stops", async () => {
    const test = await readyPool(2);
    test.pool.resize(-1);
    test.pool.resize(1);
    expect(test.processes.length).toBe(3);
    await test.process(2).end(0);
    await test.process(3).ready();
    expect([...test.takers]).toEqual([1, 3]);
    await test.clock.pass(100_000);
    expect(test.processes.length).toBe(3);
  });

  it("is no failure of a reload that it was lowered meanwhile", async () => {
    const test = await readyPool(2);
    test.pool.reload();
    await turn();
    await test.process(3).ready();
    await test.process(1).end(0);
    test.pool.resize(-1);
    await test.process(2).end(0);
    await test.process(4).end(0);
    expect(test.pool.stats()).toMatchObject({ reloads: { done: 1, abandoned: 0 }, workers: { ready: 1 } });
  });
});

describe("a pool that stops", () => {
  it("stops all workers, and is over when the last one has ended", async () => {
    const test = await readyPool();
    let isWell: boolean | undefined;
    void test.pool.stop().then((well) => {
      isWell = well;
    });
    expect([...test.takers]).toEqual([]);
    expect(test.processes.map(({ stops }) => stops)).toEqual([[STOP], [STOP]]);
    await test.process(1).end(0);
    expect(isWell).toBeUndefined();
    await test.process(2).end(0);
    expect(isWell).toBe(true);
    await test.clock.pass(100_000);
    expect(test.processes.length).toBe(2);
    expect(test.takeLines()).toEqual([]);
  });

  it("is not well where an application does not shut down cleanly", async () => {
    const test = await readyPool(1);
    const stopped = test.pool.stop();
    await test.process(1).end(1);
    expect(await stopped).toBe(false);
  });

  it("kills a worker that has not ended 5 s after its deadline", async () => {
    const test = await readyPool(1);
    const stopped = test.pool.stop();
    await test.clock.pass(14_999);
    expect(test.process(1).kills).toBe(0);
    await test.clock.pass(1);
    expect(test.process(1).kills).toBe(1);
    expect(test.takeLines()).toEqual([
      "warning: worker 1 (pid 1) has not ended 5000 ms after its deadline; it is killed",
    ]);
    await test.process(1).die("SIGKILL");
    expect(await stopped).toBe(false);
  });

  it("asked again brings the deadline forward, and never back", async () => {
    const test = await readyPool(1);
    void test.pool.stop();
    await test.clock.pass(1000);
    void test.pool.stop({ deadline: 0, idleGrace: 0 });
    expect(test.process(1).stops.at(-1)).toEqual({ deadline: 0, idleGrace: 0 });
    void test.pool.stop();
    await test.clock.pass(4999);
    expect(test.process(1).kills).toBe(0);
    await test.clock.pass(1);
    expect(test.process(1).kills).toBe(1);
  });

  it("does not wait for workers that are not ready as long as for those that serve", async () => {
    const test = new PoolUnderTest({ workers: 1 });
    void test.pool.start();
    void test.pool.stop();
    expect(test.process(1).stops).toEqual([{ deadline: 0, idleGrace: 1000 }]);
    await test.clock.pass(5000);
    expect(test.process(1).kills).toBe(1);
  });

  it("starts none for one that was to be started again", async () => {
    const test = await readyPool();
    await test.process(1).end(1);
    const stopped = test.pool.stop();
    await test.process(2).end(0);
    await stopped;
    await test.clock.pass(100_000);
    expect(test.processes.length).toBe(2);
  });

  it("ends a reload", async () => {
    const test = await readyPool(2);
    test.pool.reload();
    await turn();
    const stopped = test.pool.stop();
    for (const pid of [1, 2, 3]) await test.process(pid).end(0);
    expect(await stopped).toBe(true);
    await test.clock.pass(100_000);
    expect(test.processes.length).toBe(3);
    expect(test.pool.stats().reloads).toEqual({ done: 0, abandoned: 0 });
  });
});

describe("the statistics of a pool", () => {
  const answers = (ok: number) => ({ "1xx": 0, "2xx": ok, "3xx": 0, "4xx": 0, "5xx": 0 });
  const counted = (test: PoolUnderTest) => test.pool.stats().places.map((place) => place.answers["2xx"]);

  it("count what workers that are gone have counted", async () => {
    const test = await readyPool();
    test.process(1).report({ answers: answers(10) });
    test.process(2).report({ answers: answers(1) });
    expect(counted(test)).toEqual([10, 1]);
    await test.process(1).die("SIGKILL");
    expect(counted(test)).toEqual([10, 1]);
    await test.clock.pass(100);
    await test.process(3).ready();
    expect(counted(test)).toEqual([10, 1]);
    test.process(3).report({ answers: answers(5) });
    expect(counted(test)).toEqual([15, 1]);
  });

  it("count the old worker of a place and the new one together", async () => {
    const test = await readyPool(1);
    test.process(1).report({ answers: answers(10), openConnections: 2, residentMemory: 100 });
    test.pool.reload();
    await turn();
    await test.process(2).ready();
    test.process(2).report({ answers: answers(1), openConnections: 1, residentMemory: 50 });
    expect(test.pool.stats().places).toMatchObject([
      { answers: answers(11), openConnections: 3, residentMemory: 150 },
    ]);
    test.process(1).report({ answers: answers(12) });
    await test.process(1).end(0);
    expect(test.pool.stats().places).toMatchObject([
      { answers: answers(13), openConnections: 1, residentMemory: 50 },
    ]);
  });

  it("keep the counters of a place that is not wanted any more", async () => {
    const test = await readyPool();
    test.process(2).report({ answers: answers(7) });
    test.pool.resize(-1);
    await test.process(2).end(0);
    expect(counted(test)).toEqual([0, 7]);
  });

  it("tell what workers do, and since when", async () => {
    const test = new PoolUnderTest({ workers: 3 });
    void test.pool.start();
    await test.process(1).ready();
    await test.process(2).ready();
    await test.process(2).leave("SIGTERM");
    await test.clock.pass(50);
    const { workers, places } = test.pool.stats();
    expect(workers).toEqual({ starting: 1, ready: 1, stopping: 1 });
    expect(places.map(({ uptime }) => uptime)).toEqual([0.05, 0, 0.05]);
  });
});
