import { Depends, Saluki, Security } from "saluki";

export default () => {
  let calls = 0;
  const Db = Depends(() => `db_${++calls}`);
  const User = Depends({ db: Db }, ({ db }) => `user_${db}`);

  const app = new Saluki({ title: "FastAPI" });
  app.get("/", { user: Security(User, { scopes: ["read"] }), db: Db }, function endpoint({ db }) {
    return { db };
  });
  return app;
};
