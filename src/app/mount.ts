import { fromFetch, type Handler } from "../http/index.ts";
import type { MountedPath } from "../routing/index.ts";

/** The handler of a mount: it sees the path below the mount, and the mount's path as its root path. */
export function mountHandler({ path, target }: MountedPath): Handler {
  const handle: Handler =
    typeof target === "function" ? fromFetch(target) : (request) => target.handle(request);
  return (request) =>
    handle(request.mounted(request.path.slice(path.length) || "/", request.rootPath + path));
}
