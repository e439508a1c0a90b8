/** Whether a query failed because it would have broken this constraint. */
export function violates(error: unknown, constraint: string): boolean {
  // Drizzle wraps the error of the driver, and both drivers tell the constraint by PostgreSQL's own field.
  const cause = error instanceof Error ? error.cause : undefined;
  return (
    typeof cause === "object" && cause !== null && "constraint" in cause && cause.constraint === constraint
  );
}
