/**
 * Where the caller of Saluki's public surface stands: `file:line:column`, for messages about a declaration.
 * `entry` is the public function: frames above it are ours.
 */
export function declaredAt(entry: Function): string {
  const limit = Error.stackTraceLimit;
  Error.stackTraceLimit = 1;
  const holder: { stack?: string } = {};
  Error.captureStackTrace?.(holder, entry);
  Error.stackTraceLimit = limit;
  const frame = holder.stack?.split("\n").find((line) => line.trimStart().startsWith("at "));
  return (
    frame?.match(/\(?((?:file:\/\/|\/|[A-Za-z]:\\)[^()]*:\d+:\d+)\)?$/)?.[1]?.replace(/^file:\/\//, "") ??
    "an unknown place"
  );
}
