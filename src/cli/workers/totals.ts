import type { ServerStats, StatusClass } from "../../server/index.ts";

/** Answers by the class of their status. */
export type Answers = ServerStats["answers"];

export const STATUS_CLASSES: readonly StatusClass[] = ["1xx", "2xx", "3xx", "4xx", "5xx"];

export const NO_ANSWERS: Answers = { "1xx": 0, "2xx": 0, "3xx": 0, "4xx": 0, "5xx": 0 };

export function sumOf(all: readonly Answers[]): Answers {
  const sum = { ...NO_ANSWERS };
  for (const answers of all) {
    for (const name of STATUS_CLASSES) sum[name] += answers[name];
  }
  return sum;
}
