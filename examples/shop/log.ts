import { consoleLogger, Depends } from "saluki";
import { CurrentSettings } from "./settings.ts";

/** The application's log. `createApp` puts the one in its place that the application itself writes to. */
export const Log = Depends(
  { settings: CurrentSettings },
  ({ settings }) => consoleLogger({ level: settings.logLevel }),
  {
    scope: "app",
  },
);
