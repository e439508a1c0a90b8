import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { Changes } from "../../src/cli/changes.ts";

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

describe("Changes", () => {
  it("tells the changes of a group together, once there is a pause", async () => {
    const changes = new Changes(100);
    const told = vi.fn();
    void changes.next.then(told);
    changes.add("a.ts");
    await vi.advanceTimersByTimeAsync(99);
    changes.add("b.ts");
    changes.add("a.ts");
    await vi.advanceTimersByTimeAsync(99);
    expect(told).not.toHaveBeenCalled();
    await vi.advanceTimersByTimeAsync(1);
    expect(told.mock.calls).toEqual([[["a.ts", "b.ts"]]]);
  });

  it("keeps a group for who asks later", async () => {
    const changes = new Changes(100);
    changes.add("a.ts");
    await vi.advanceTimersByTimeAsync(100);
    expect(await changes.next).toEqual(["a.ts"]);
  });

  it("forgets what changed before it is cleared", async () => {
    const changes = new Changes(100);
    changes.add("a.ts");
    await vi.advanceTimersByTimeAsync(50);
    changes.clear();
    const told = vi.fn();
    void changes.next.then(told);
    await vi.advanceTimersByTimeAsync(1000);
    expect(told).not.toHaveBeenCalled();
    changes.add("b.ts");
    await vi.advanceTimersByTimeAsync(100);
    expect(told.mock.calls).toEqual([[["b.ts"]]]);
  });
});
