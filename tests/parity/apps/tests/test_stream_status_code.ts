import { type Context, Depends, EventStream, JsonLines, Saluki, stream } from "saluki";
import { z } from "zod";

const Message = z.record(z.string(), z.string());
const Accepted = Depends((_params, { response }) => {
  response.status = 202;
});

/** The answer that a dependency makes of a stream has to be described by hand. */
const acceptedEvents = {
  202: {
    content: {
      "text/event-stream": {
        itemSchema: {
          type: "object",
          properties: {
            data: {
              type: "string",
              contentMediaType: "application/json",
              contentSchema: { type: "object", additionalProperties: { type: "string" } },
            },
            event: { type: "string" },
            id: { type: "string" },
            retry: { type: "integer", minimum: 0 },
          },
          required: ["data"],
        },
      },
    },
  },
};
const acceptedLines = {
  202: {
    content: {
      "application/jsonl": { itemSchema: { type: "object", additionalProperties: { type: "string" } } },
    },
  },
};
const acceptedBytes = { 202: { description: "Accepted" } };

async function* messages(message: string) {
  yield { message };
}

export default () => {
  const app = new Saluki({ title: "FastAPI", openapiVersion: "3.2.0" });
  const events = { response: EventStream(Message) };
  const lines = { response: JsonLines(Message) };
  const bytes = { responseMediaType: null };
  const dependencies = [Accepted];

  app.post("/sse", {}, { ...events, status: 201 }, function sse() {
    return messages("created");
  });
  app.post("/jsonl", {}, { ...lines, status: 201 }, function jsonl() {
    return messages("created");
  });
  app.post("/raw", {}, { ...bytes, status: 201 }, function raw() {
    return stream(["accepted"], { status: 201 });
  });

  app.post(
    "/sse-dependency",
    {},
    { ...events, dependencies, responses: acceptedEvents },
    function sseDependency() {
      return messages("accepted");
    },
  );
  app.post(
    "/jsonl-dependency",
    {},
    { ...lines, dependencies, responses: acceptedLines },
    function jsonlDependency() {
      return messages("accepted");
    },
  );
  app.post(
    "/raw-dependency",
    {},
    { ...bytes, dependencies, responses: acceptedBytes },
    function rawDependency(_params: {}, { response }: Context) {
      return stream(["accepted"], { status: response.status });
    },
  );

  app.post(
    "/sse-dependency-override",
    {},
    { ...events, status: 201, dependencies, responses: acceptedEvents },
    function sseDependencyOverride() {
      return messages("overridden");
    },
  );
  app.post(
    "/jsonl-dependency-override",
    {},
    { ...lines, status: 201, dependencies, responses: acceptedLines },
    function jsonlDependencyOverride() {
      return messages("overridden");
    },
  );
  app.post(
    "/raw-dependency-override",
    {},
    { ...bytes, status: 201, dependencies, responses: acceptedBytes },
    function rawDependencyOverride(_params: {}, { response }: Context) {
      return stream(["overridden"], { status: response.status });
    },
  );
  return app;
};
