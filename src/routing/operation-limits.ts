import { SalukiError, shown } from "../errors.ts";
import type { OperationOptions } from "./operation.ts";

/** Whether an option says what a limit is, or leaves it as it is. `NaN` does neither: nothing would be above it. */
export function isLimitOption(value: unknown): boolean {
  return value === undefined || (typeof value === "number" && value >= 0);
}

/**
 * Checks the limits of an operation, its own and those that it has of the routers around it.
 *
 * @throws SalukiError INVALID_ROUTE for a limit that is none
 */
export function checkLimits(options: OperationOptions, where: string): void {
  for (const name of ["maxBodySize", "timeout"] as const) {
    const value = options[name];
    if (isLimitOption(value)) continue;
    throw new SalukiError("INVALID_ROUTE", {
      what: `${name} is ${shown(value)}`,
      where,
      fix: "Give a number from 0; Infinity takes the limit away.",
    });
  }
}
