import { SalukiError } from "../errors.ts";
import type { OperationOptions } from "./operation.ts";

/**
 * Checks the limits of an operation, its own and those that it has of the routers around it.
 *
 * @throws SalukiError INVALID_ROUTE for a limit that is none
 */
export function checkLimits(options: OperationOptions, where: string): void {
  for (const name of ["maxBodySize", "timeout"] as const) {
    const value = options[name];
    if (value === undefined || (typeof value === "number" && value >= 0)) continue;
    throw new SalukiError("INVALID_ROUTE", {
      what: `${name} is ${JSON.stringify(value) ?? String(value)}`,
      where,
      fix: "Give a number from 0; Infinity takes the limit away.",
    });
  }
}
