import { Depends, Saluki, Security, SecurityScopes } from "saluki";

const User = Depends({ required: SecurityScopes }, ({ required }) => ({
  name: "john",
  scopes: required.scopes,
}));
const Data = Depends(() => [1, 2, 3]);

export default () => {
  const app = new Saluki({ title: "FastAPI" });
  app.get(
    "/user",
    { user: Security(User, { scopes: ["foo", "bar"] }), data: Data },
    function readUser({ user, data }) {
      return { user: user.name, scopes: user.scopes, data };
    },
  );
  return app;
};
