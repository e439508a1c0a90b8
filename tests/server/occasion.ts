/** Something that a test waits for. */
export interface Occasion<T = void> {
  readonly happened: Promise<T>;
  readonly happens: (value: T) => void;
}

export function occasion<T = void>(): Occasion<T> {
  let happens: (value: T) => void = () => {};
  const happened = new Promise<T>((resolve) => {
    happens = resolve;
  });
  return { happened, happens };
}
