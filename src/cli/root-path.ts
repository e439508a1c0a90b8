import type { Saluki, SalukiOptions } from "../app/index.ts";
import { SalukiError } from "../errors.ts";

/**
 * Makes an application believe that it is reached below a path, as its option `rootPath` does: it is taken off requests
 * that a proxy left it on, and put before the URLs that the application makes.
 *
 * @throws SalukiError `INVALID_OPTION` where the application has a root path of its own
 */
export function setRootPath(app: Saluki, rootPath: string): void {
  const { rootPath: own = "" } = app.settings as SalukiOptions;
  if (own !== "") {
    throw new SalukiError("INVALID_OPTION", {
      what: `the application has the rootPath ${JSON.stringify(own)} of its own`,
      fix: "Leave out either that or --root-path",
    });
  }
  const root = rootPath.replace(/\/+$/, "");
  if (root === "") return;
  app.use((request, next) => {
    const { path } = request;
    const rest = path === root || path.startsWith(`${root}/`) ? path.slice(root.length) || "/" : path;
    return next(request.mounted(rest, request.rootPath + root));
  });
}
