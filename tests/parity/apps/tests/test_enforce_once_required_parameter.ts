import { Depends, Saluki } from "saluki";
import { z } from "zod";

const ClientKey = Depends({ client_id: z.string() }, ({ client_id }) => `${client_id}_key`);
const ClientTag = Depends({ client_id: z.string().nullable().default(null) }, ({ client_id }) =>
  client_id === null ? null : `${client_id}_tag`,
);

export default () => {
  const app = new Saluki({ title: "FastAPI" });
  app.get("/foo", { client_key: ClientKey, client_tag: ClientTag }, function fooHandler(client) {
    return { client_id: client.client_key, client_tag: client.client_tag };
  });
  return app;
};
