import { consoleLogger, Depends } from "saluki";
import { CurrentSettings } from "./settings.ts";

/** Where the application's own code writes to. */
export const Log = Depends(
  { settings: CurrentSettings },
  ({ settings }) => consoleLogger({ level: settings.logLevel }),
  {
    scope: "app",
  },
);
