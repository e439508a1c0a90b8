import { Saluki } from "saluki";
import { z } from "zod";

type Model = (x: number) => number;

const fakeAnswerToEverything: Model = (x) => x * 42;

export default () => {
  const app = new Saluki({
    title: "FastAPI",
    lifespan: async function* () {
      const models = new Map([["answer_to_everything", fakeAnswerToEverything]]);
      yield { models };
      models.clear();
    },
  });
  app.get("/predict", { x: z.number() }, function predict({ x }, { state }) {
    return { result: state.models.get("answer_to_everything")!(x) };
  });
  return app;
};
