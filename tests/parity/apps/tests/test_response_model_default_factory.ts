import { Saluki } from "saluki";
import { z } from "zod";

const ResponseModel = z
  .object({
    code: z.int().default(200),
    // Made anew for each answer, and so no part of the document.
    message: z
      .string()
      .default(() => "Successful operation.")
      .meta({ default: undefined }),
  })
  .meta({ id: "ResponseModel" });

export default () => {
  const app = new Saluki({ title: "FastAPI" });
  app.get(
    "/response_model_has_default_factory_return_dict",
    {},
    { response: ResponseModel },
    function responseModelHasDefaultFactoryReturnDict() {
      return { code: 200 };
    },
  );
  app.get(
    "/response_model_has_default_factory_return_model",
    {},
    { response: ResponseModel },
    function responseModelHasDefaultFactoryReturnModel() {
      return ResponseModel.parse({});
    },
  );
  return app;
};
