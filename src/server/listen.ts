import { lstatSync, rmSync, type Stats } from "node:fs";
import { chmod } from "node:fs/promises";
import { connect } from "node:net";
import { SalukiError } from "../errors.ts";
import type { BoundAddress, ListenAddress } from "./address.ts";

/** What can listen: an engine, mostly. */
interface Listening {
  /** Rejects with the error of the system call. */
  listen(address: ListenAddress): Promise<BoundAddress>;
  /** Stops accepting. */
  drain(): Promise<void>;
}

/**
 * Makes an engine listen, and says clearly why it cannot.
 *
 * @throws SalukiError ADDRESS_IN_USE, or INVALID_OPTION for an address that this process cannot have
 */
export async function listen(engine: Listening, address: ListenAddress): Promise<BoundAddress> {
  const bound = await bind(engine, address);
  if (!("unixSocket" in address) || address.mode === undefined) return bound;
  try {
    await chmod(address.unixSocket, address.mode);
    return bound;
  } catch (cause) {
    await engine.drain();
    throw new SalukiError("INVALID_OPTION", {
      what: `the Unix socket ${address.unixSocket} cannot be given permissions: ${String(cause)}`,
      fix: "Leave out unixSocketMode, or use a path in the file system that this process may change.",
      cause,
    });
  }
}

async function bind(engine: Listening, address: ListenAddress): Promise<BoundAddress> {
  try {
    return await engine.listen(address).catch(async (error) => {
      const inUse = "unixSocket" in address && codeOf(error) === "EADDRINUSE";
      if (!inUse || !(await removedStale(address.unixSocket))) throw error;
      return engine.listen(address);
    });
  } catch (error) {
    throw explain(error, address);
  }
}

/**
 * Removes a socket that a process left behind when it was killed. Any other file is somebody's, and stays.
 *
 * @returns Whether there is none any more.
 */
async function removedStale(path: string): Promise<boolean> {
  // Not what a link leads to: the link would be removed.
  const found = fileAt(path);
  if (found?.isSocket() !== true || !(await isRefused(path))) return false;
  const now = fileAt(path);
  // Somebody else may start at the same time, and have put a new one there.
  if (now !== undefined && (now.ino !== found.ino || now.ctimeMs !== found.ctimeMs)) return false;
  rmSync(path, { force: true });
  return true;
}

/** `undefined` for an abstract socket, too: it has no file, and ends with its process. */
function fileAt(path: string): Stats | undefined {
  return path.startsWith("\0") ? undefined : lstatSync(path, { throwIfNoEntry: false });
}

/** Whether nobody listens behind a socket file. */
function isRefused(path: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(path);
    socket.once("connect", () => {
      socket.destroy();
      resolve(false);
    });
    socket.once("error", (error) => resolve(codeOf(error) === "ECONNREFUSED" || codeOf(error) === "ENOENT"));
  });
}

function explain(cause: unknown, address: ListenAddress): unknown {
  if ("connections" in address) return cause;
  if ("descriptor" in address) {
    return new SalukiError("INVALID_OPTION", {
      what: `descriptor ${address.descriptor} cannot be listened on`,
      fix: "Give the number of a socket that is bound and was inherited, as systemd's socket activation does.",
      cause,
    });
  }
  const unix = "unixSocket" in address;
  // Abstract sockets of Linux are written with an @, as by ss(8) and systemd.
  const place = unix
    ? `the Unix socket ${address.unixSocket.replace(/^\0/, "@")}`
    : `port ${address.port} of ${address.host}`;
  switch (codeOf(cause)) {
    case "EADDRINUSE":
      if (unix && fileAt(address.unixSocket)?.isSocket() === false) {
        return new SalukiError("ADDRESS_IN_USE", {
          what: `${place} cannot be made: there is a file or a folder of that name, which is no socket`,
          fix: "Use another path, or remove it.",
          cause,
        });
      }
      return new SalukiError("ADDRESS_IN_USE", {
        what: `${place} is taken: another process listens there`,
        fix: unix
          ? "Stop that process or use another path."
          : "Stop that process, or use another port; 0 chooses a free one.",
        cause,
      });
    case "EACCES":
    case "EPERM":
      return new SalukiError("INVALID_OPTION", {
        what: `this process may not listen on ${place}`,
        // A missing directory gives the same code.
        fix: unix
          ? "Use a directory that is there and that it may write to."
          : "Use a port from 1024 on, or give the process the right to this one.",
        cause,
      });
    case "EADDRNOTAVAIL":
    case "ENOTFOUND":
    case "EAI_AGAIN":
      return new SalukiError("INVALID_OPTION", {
        what: `${unix ? place : address.host} is no address of this machine`,
        fix: 'Use "127.0.0.1" for this machine only, "0.0.0.0" or "::" for every network.',
        cause,
      });
    default:
      return cause;
  }
}

function codeOf(error: unknown): string | undefined {
  return error instanceof Error ? (error as NodeJS.ErrnoException).code : undefined;
}
