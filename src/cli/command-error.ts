/** Something that a command could not do, and why, in one sentence: exit code 1. */
export class CommandError extends Error {
  override readonly name = "CommandError";
}
