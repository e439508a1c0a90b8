import { Depends, Saluki, Security, SecurityScopes } from "saluki";

export default () => {
  const calls = { db_session: 0, user: 0, user_me: 0, user_items: 0 };
  const DbSession = Depends(() => `db_session_${++calls.db_session}`);
  const CurrentUser = Depends(
    { required: SecurityScopes, db_session: DbSession },
    ({ required: { scopes }, db_session }) => ({ user: `user_${++calls.user}`, scopes, db_session }),
  );
  const UserMe = Depends({ current_user: Security(CurrentUser, { scopes: ["me"] }) }, ({ current_user }) => ({
    user_me: `user_me_${++calls.user_me}`,
    current_user,
  }));
  const UserItems = Depends({ user_me: UserMe }, ({ user_me }) => ({
    user_items: `user_items_${++calls.user_items}`,
    user_me,
  }));

  const app = new Saluki({ title: "FastAPI" });
  app.get(
    "/",
    { user_me: UserMe, user_items: Security(UserItems, { scopes: ["items"] }) },
    function pathOperation({ user_me, user_items }) {
      return { user_me, user_items };
    },
  );
  return app;
};
