import { EventStream, Saluki, ServerSentEvent } from "saluki";
import { z } from "zod";

const Prompt = z.object({ text: z.string() }).meta({ id: "Prompt" });

export default () => {
  const app = new Saluki({ title: "FastAPI", jsonCoercion: "lax", openapiVersion: "3.2.0" });
  app.post(
    "/chat/stream",
    { prompt: Prompt },
    { response: EventStream() },
    async function* streamChat({ prompt }) {
      for (const word of prompt.text.split(" "))
        yield ServerSentEvent({ data: JSON.stringify(word), event: "token" });
      yield ServerSentEvent({ data: "[DONE]", event: "done" });
    },
  );
  return app;
};
