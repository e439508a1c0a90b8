// The application that the command serves from the packed package.
import { Saluki } from "saluki";

export const app = new Saluki();
app.get("/", () => ({ hello: "world" }));
