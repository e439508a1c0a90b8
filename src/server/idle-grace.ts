import { setTimeout as after, setImmediate as turn } from "node:timers/promises";
import { LONGEST_TIMEOUT } from "../longest-timeout.ts";

/**
 * Waits until idle connections may be closed: for so many milliseconds, or until none is open. A request that a
 * client has sent in the meantime is answered; without the wait it would meet a connection that is closed.
 */
export async function passIdleGrace(milliseconds: number, allClosed: Promise<void>): Promise<void> {
  const stop = new AbortController();
  const { signal } = stop;
  const over =
    milliseconds > 0
      ? after(Math.min(milliseconds, LONGEST_TIMEOUT), undefined, { signal }).catch(() => {})
      : turn();
  await Promise.race([over, allClosed]);
  stop.abort();
  // What lies in the buffers of the system by now is read within one more turn of the event loop.
  await turn();
}
