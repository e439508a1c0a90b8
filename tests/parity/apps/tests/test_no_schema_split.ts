import { Query, Saluki } from "saluki";
import { z } from "zod";

const MessageEventType = z.enum(["alpha", "beta"]).meta({ id: "MessageEventType" });
const MessageEvent = z
  .object({ event_type: MessageEventType.default("alpha"), output: z.string() })
  .meta({ id: "MessageEvent" });
const MessageOutput = z
  .object({ body: z.string().default(""), events: z.array(MessageEvent).default([]) })
  .meta({ id: "MessageOutput" });
const Message = z.object({ input: z.string(), output: MessageOutput }).meta({ id: "Message" });

export default () => {
  const app = new Saluki({ title: "Minimal FastAPI App", version: "1.0.0" });
  app.post(
    "/messages",
    { input_message: Query(z.string()) },
    { response: Message },
    function createMessage({ input_message }) {
      return { input: input_message, output: { body: `Processed: ${input_message}` } };
    },
  );
  return app;
};
