import { redirect, Saluki } from "saluki";

export default () => {
  const app = new Saluki({ title: "FastAPI" });
  app.get("/teleport", function getTeleport() {
    return redirect("https://www.youtube.com/watch?v=dQw4w9WgXcQ");
  });
  return app;
};
