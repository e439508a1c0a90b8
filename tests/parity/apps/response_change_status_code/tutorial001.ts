import { Saluki } from "saluki";
import { z } from "zod";

export default () => {
  const tasks = new Map([["foo", "Listen to the Bar Fighters"]]);
  const app = new Saluki({ title: "FastAPI" });
  app.put(
    "/get-or-create-task/{task_id}",
    { task_id: z.string() },
    { status: 200 },
    function getOrCreateTask({ task_id }, { response }) {
      if (!tasks.has(task_id)) {
        tasks.set(task_id, "This didn't exist before");
        response.status = 201;
      }
      return tasks.get(task_id);
    },
  );
  return app;
};
