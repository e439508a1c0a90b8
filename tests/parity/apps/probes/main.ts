import { Path, Query, Saluki } from "saluki";
import { z } from "zod";

const Anything = z.unknown();
const OptionalText = z.string().nullable();

export default () => {
  const app = new Saluki({
    title: "FastAPI",
    jsonCoercion: "lax",
    externalDocs: {
      description: "External API documentation.",
      url: "https://docs.example.com/api-general",
    },
  });

  app.route(["GET"], "/api_route", function nonOperation() {
    return { message: "Hello World" };
  });
  app.get("/non_decorated_route", function nonDecoratedRoute() {
    return { message: "Hello World" };
  });
  app.get("/text", function getText() {
    return "Hello World";
  });

  const path = <const T extends string>(
    name: string,
    template: T & (T extends `${string}{item_id}` ? T : never),
    schema: z.ZodType,
  ) => app.get(template as `/${string}{item_id}`, { item_id: Path(schema) }, { operationId: name }, echo);
  const echo = ({ item_id }: { item_id: unknown }) => item_id as string;

  path("get_id", "/path/{item_id}", Anything);
  path("get_str_id", "/path/str/{item_id}", z.string());
  path("get_int_id", "/path/int/{item_id}", z.int());
  path("get_float_id", "/path/float/{item_id}", z.number());
  path("get_bool_id", "/path/bool/{item_id}", z.boolean());
  path("get_path_param_id", "/path/param/{item_id}", OptionalText);
  path("get_path_param_min_length", "/path/param-minlength/{item_id}", z.string().min(3));
  path("get_path_param_max_length", "/path/param-maxlength/{item_id}", z.string().max(3));
  path("get_path_param_min_max_length", "/path/param-min_maxlength/{item_id}", z.string().min(2).max(3));
  path("get_path_param_gt", "/path/param-gt/{item_id}", z.number().gt(3));
  path("get_path_param_gt0", "/path/param-gt0/{item_id}", z.number().gt(0));
  path("get_path_param_ge", "/path/param-ge/{item_id}", z.number().gte(3));
  path("get_path_param_lt", "/path/param-lt/{item_id}", z.number().lt(3));
  path("get_path_param_lt0", "/path/param-lt0/{item_id}", z.number().lt(0));
  path("get_path_param_le", "/path/param-le/{item_id}", z.number().lte(3));
  path("get_path_param_lt_gt", "/path/param-lt-gt/{item_id}", z.number().lt(3).gt(1));
  path("get_path_param_le_ge", "/path/param-le-ge/{item_id}", z.number().lte(3).gte(1));
  path("get_path_param_lt_int", "/path/param-lt-int/{item_id}", z.int().lt(3));
  path("get_path_param_gt_int", "/path/param-gt-int/{item_id}", z.int().gt(3));
  path("get_path_param_le_int", "/path/param-le-int/{item_id}", z.int().lte(3));
  path("get_path_param_ge_int", "/path/param-ge-int/{item_id}", z.int().gte(3));
  path("get_path_param_lt_gt_int", "/path/param-lt-gt-int/{item_id}", z.int().lt(3).gt(1));
  path("get_path_param_le_ge_int", "/path/param-le-ge-int/{item_id}", z.int().lte(3).gte(1));
  return app;
};
void Query;
