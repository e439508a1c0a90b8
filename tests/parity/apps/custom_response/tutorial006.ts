import { redirect, Saluki } from "saluki";

export default () => {
  const app = new Saluki({ title: "FastAPI" });
  app.get("/typer", function redirectTyper() {
    return redirect("https://typer.tiangolo.com");
  });
  return app;
};
