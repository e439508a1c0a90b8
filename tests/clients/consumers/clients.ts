/** What the tests ask of a generated client, the same of each; a status with what came. */
export interface Reply<T> {
  readonly status: number;
  readonly value: T | undefined;
  /** `type` and `loc` of the first validation error, or the text of another one. */
  readonly problem: string | undefined;
}

export interface ShopClient {
  /** Names of the items that were found. */
  listItems(query: { q?: string; inStock?: boolean }): Promise<Reply<string[]>>;
  /** The name of an item. */
  readItem(itemId: number): Promise<Reply<string>>;
  /** A token. */
  logIn(username: string, password: string): Promise<Reply<string>>;
  /** The total in cents. */
  createOrder(token: string, lines: { itemId: number; quantity: number }[]): Promise<Reply<number>>;
}

/** What is sent to the route of scalars, and what it gives back. */
export interface Scalars {
  readonly id: number;
  readonly day: string;
  readonly color?: "red" | "green" | undefined;
  readonly many: number[];
  readonly flag: boolean;
  readonly ratio: number | null;
}

export interface ParametersClient {
  readScalars(scalars: Scalars): Promise<Reply<Scalars>>;
  /** The name and the names of the parts of a thing with parts. */
  createThing(name: string, parts: string[]): Promise<Reply<string[]>>;
  sendForm(name: string, age: number): Promise<Reply<string>>;
  /** The size of the file. */
  upload(file: Blob, note: string): Promise<Reply<number>>;
}

interface Problem {
  readonly detail?: string | readonly { readonly type: string; readonly loc: readonly (string | number)[] }[];
}

/** The first thing that an error says. */
export function problemOf(error: Problem | undefined): string | undefined {
  const { detail } = error ?? {};
  if (typeof detail === "string" || detail === undefined) return detail;
  const [first] = detail;
  return first === undefined ? undefined : `${first.type} at ${first.loc.join(".")}`;
}
