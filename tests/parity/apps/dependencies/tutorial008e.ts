import { Depends, Saluki } from "saluki";

const Username = Depends(
  function* () {
    try {
      yield "Rick";
    } finally {
      console.log("Cleanup up before response is sent");
    }
  },
  { scope: "function" },
);

export default () => {
  const app = new Saluki({ title: "FastAPI" });
  app.get("/users/me", { username: Username }, function getUserMe({ username }) {
    return username;
  });
  return app;
};
