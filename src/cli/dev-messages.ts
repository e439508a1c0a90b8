/** What the child of `saluki dev` is told at its start, as its only argument. */
export interface ChildSettings {
  /** `FILE` or `FILE:NAME`. */
  readonly target: string;
  readonly host: string;
  readonly port: number;
  /** Whether a line is printed for each request. */
  readonly accessLog: "on" | "off";
}

/** What the child tells its parent. */
export type ChildMessage = Listening | Hopeless;

/** It accepts connections. */
export interface Listening {
  readonly type: "listening";
  readonly port: number;
  /** The application serves, or could not be loaded or started and its error is served instead. */
  readonly serves: "application" | "error";
  readonly pages: readonly Page[];
}

/** There is nowhere to listen, or nothing that can run the file: no change of the application helps. */
export interface Hopeless {
  readonly type: "hopeless";
}

/** What the parent tells the child: to stop gracefully, within `deadline` milliseconds. */
export interface StopMessage {
  readonly type: "stop";
  readonly deadline: number;
}

/** A page of a server that a developer wants to open. */
export interface Page {
  readonly title: string;
  readonly url: string;
}
