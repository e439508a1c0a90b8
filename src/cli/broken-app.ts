import { Saluki } from "../app/index.ts";

const silent = () => {};

/**
 * Stands in for an application that cannot be loaded or started: whoever asks is shown why, as a page or as JSON.
 *
 * @param report what went wrong, its first line a summary
 */
export function brokenApplication(report: string): Saluki {
  const error = new Error(report.split("\n", 1)[0]);
  error.name = "The application is broken";
  error.stack = report;
  const app = new Saluki({
    debug: true,
    openapiUrl: null,
    // It was told on the terminal already.
    logger: { debug: silent, info: silent, warn: silent, error: silent },
  });
  return app.use(() => {
    throw error;
  });
}
