/** The longest time that a timer can wait, in milliseconds: some 24 days. Longer, and `setTimeout` would not wait at all. */
export const LONGEST_TIMEOUT: number = 2 ** 31 - 1;
