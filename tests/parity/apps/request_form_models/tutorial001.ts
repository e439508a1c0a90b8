import { Form, Saluki } from "saluki";
import { z } from "zod";

const FormData = z.object({ username: z.string(), password: z.string() }).meta({ id: "FormData" });

export default () => {
  const app = new Saluki({ title: "FastAPI" });
  app.post("/login/", { data: Form(FormData) }, function login({ data }) {
    return data;
  });
  return app;
};
