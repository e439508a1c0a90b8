import { Body, Cookie, Header, Path, Query, Saluki } from "saluki";
import { z } from "zod";

const Item = z.object({ data: z.string() }).meta({ id: "Item" });

const OptionalText = z.string().nullable().default(null);

export default () => {
  const app = new Saluki({ title: "FastAPI" });
  app.post(
    "/examples/",
    {
      item: Body(Item.meta({ examples: [{ data: "Data in Body examples, example1" }] }), {
        examples: {
          "Example One": {
            summary: "Example One Summary",
            description: "Example One Description",
            value: { data: "Data in Body examples, example1" },
          },
          "Example Two": { value: { data: "Data in Body examples, example2" } },
        },
      }),
    },
    function examples({ item }) {
      return item;
    },
  );
  app.get(
    "/path_examples/{item_id}",
    {
      item_id: Path(z.string().meta({ examples: ["json_schema_item_1", "json_schema_item_2"] }), {
        examples: {
          "Path One": {
            summary: "Path One Summary",
            description: "Path One Description",
            value: "item_1",
          },
          "Path Two": { value: "item_2" },
        },
      }),
    },
    function pathExamples({ item_id }) {
      return item_id;
    },
  );
  app.get(
    "/query_examples/",
    {
      data: Query(OptionalText.meta({ examples: ["json_schema_query1", "json_schema_query2"] }), {
        examples: {
          "Query One": {
            summary: "Query One Summary",
            description: "Query One Description",
            value: "query1",
          },
          "Query Two": { value: "query2" },
        },
      }),
    },
    function queryExamples({ data }) {
      return data;
    },
  );
  app.get(
    "/header_examples/",
    {
      data: Header(OptionalText.meta({ examples: ["json_schema_header1", "json_schema_header2"] }), {
        examples: {
          "Header One": {
            summary: "Header One Summary",
            description: "Header One Description",
            value: "header1",
          },
          "Header Two": { value: "header2" },
        },
      }),
    },
    function headerExamples({ data }) {
      return data;
    },
  );
  app.get(
    "/cookie_examples/",
    {
      data: Cookie(OptionalText.meta({ examples: ["json_schema_cookie1", "json_schema_cookie2"] }), {
        examples: {
          "Cookie One": {
            summary: "Cookie One Summary",
            description: "Cookie One Description",
            value: "cookie1",
          },
          "Cookie Two": { value: "cookie2" },
        },
      }),
    },
    function cookieExamples({ data }) {
      return data;
    },
  );
  return app;
};
