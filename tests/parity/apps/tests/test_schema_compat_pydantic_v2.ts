import { Saluki } from "saluki";
import { z } from "zod";

const PlatformRole = z.enum(["admin", "user"]).meta({ id: "PlatformRole" });
const OtherRole = z.enum([]);
const User = z
  .object({ username: z.string(), role: z.union([PlatformRole, OtherRole]) })
  .meta({ id: "User" });

export default () => {
  const app = new Saluki({ title: "FastAPI" });
  app.get("/users", {}, { response: User }, function getUser() {
    return { username: "alice", role: "admin" as const };
  });
  return app;
};
