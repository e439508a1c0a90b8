// What `saluki dev` starts, and starts again after each change. Its parent is supervise.ts.
import { handleSignals, type RunningServer } from "../server/index.ts";
import { printAccess } from "./access-line.ts";
import { brokenApplication } from "./broken-app.ts";
import { surviveClosedOutput } from "./closed-output.ts";
import { describeError, isSalukiError } from "./describe-error.ts";
import type { ChildMessage, ChildSettings, Page, StopMessage } from "./dev-messages.ts";
import { findTarget, loadApplication } from "./load-app.ts";
import { pagesOf } from "./pages.ts";
import { started } from "./serve.ts";

const { target, host, port, ...settings } = JSON.parse(process.argv[2]!) as ChildSettings;
const accessLog = settings.accessLog === "on" ? printAccess : undefined;
let server: RunningServer | undefined;

surviveClosedOutput();
process.on("message", ({ deadline }: StopMessage) => stop(deadline));
// The parent is gone: nothing may be left behind, and nobody is there to end by force what hangs.
process.on("disconnect", () => {
  stop(1000);
  setTimeout(() => process.exit(1), 5000);
});

try {
  await serve();
} catch (error) {
  tell(error);
  const hopeless: ChildMessage = { type: "hopeless" };
  process.send?.(hopeless, () => process.exit(1));
}

async function serve(): Promise<void> {
  try {
    const found = findTarget(target);
    const app = await loadApplication(found);
    server = await started(found, app.listen({ host, port, accessLog }));
    announce(server, "application", pagesOf(app, server.url));
  } catch (error) {
    if (isHopeless(error)) throw error;
    tell(error);
    server = await brokenApplication(describeError(error)).listen({ host, port, accessLog });
    announce(server, "error", [{ title: "Server", url: server.url }]);
  }
  handleSignals(server);
}

function announce({ port }: RunningServer, serves: "application" | "error", pages: readonly Page[]): void {
  const message: ChildMessage = { type: "listening", port, serves, pages };
  process.send?.(message);
}

function isHopeless(error: unknown): boolean {
  if (!isSalukiError(error)) return false;
  const listening = (error.cause as NodeJS.ErrnoException | undefined)?.syscall !== undefined;
  return listening || error.code === "MISSING_PACKAGE";
}

function tell(error: unknown): void {
  process.stderr.write(`saluki: ${describeError(error)}\n`);
}

function stop(deadline: number): void {
  if (server === undefined) process.exit(0);
  server.close({ deadline }).then(
    () => process.exit(0),
    (error) => {
      process.stderr.write(`saluki: the application did not shut down cleanly\n\n${describeError(error)}\n`);
      process.exit(1);
    },
  );
}
