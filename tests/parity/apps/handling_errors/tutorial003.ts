import { json, Saluki } from "saluki";
import { z } from "zod";

class UnicornException extends Error {
  readonly unicorn: string;

  constructor(unicorn: string) {
    super(`the unicorn ${unicorn} did something`);
    this.unicorn = unicorn;
  }
}

export default () => {
  const app = new Saluki({ title: "FastAPI" });
  app.onError(UnicornException, ({ unicorn }) =>
    json({ message: `Oops! ${unicorn} did something. There goes a rainbow...` }, { status: 418 }),
  );
  app.get("/unicorns/{name}", { name: z.string() }, function readUnicorn({ name }) {
    if (name === "yolo") throw new UnicornException(name);
    return { unicorn_name: name };
  });
  return app;
};
