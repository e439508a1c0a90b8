import { EventStream, Saluki, ServerSentEvent } from "saluki";

const logs = [
  "2025-01-01 INFO  Application started",
  "2025-01-01 DEBUG Connected to database",
  "2025-01-01 WARN  High memory usage detected",
];

export default () => {
  const app = new Saluki({ title: "FastAPI", openapiVersion: "3.2.0" });
  app.get("/logs/stream", {}, { response: EventStream() }, async function* streamLogs() {
    for (const line of logs) yield ServerSentEvent({ data: line });
  });
  return app;
};
