/** A line of `saluki` itself, on standard output. */
export function say(text: string): void {
  process.stdout.write(`saluki: ${text}\n`);
}

/** A line of `saluki` itself, on standard error. */
export function warn(text: string): void {
  process.stderr.write(`saluki: ${text}\n`);
}
