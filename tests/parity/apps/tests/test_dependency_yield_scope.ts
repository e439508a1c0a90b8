import { Depends, HTTPException, Router, Saluki, stream } from "saluki";

function* openSession() {
  const session = { open: true };
  yield session;
  session.open = false;
}

const FunctionSession = Depends(openSession, { scope: "function" });
const RequestSession = Depends(openSession, { scope: "request" });

const NamedSession = Depends({ session: RequestSession }, function* ({ session }) {
  const named = { open: true };
  yield { named, session };
  named.open = false;
});
const NamedFunctionSession = Depends(
  { session: FunctionSession },
  function* ({ session }) {
    const named = { open: true };
    yield { named, session };
    named.open = false;
  },
  { scope: "function" },
);
const RegularFunctionSession = Depends({ session: FunctionSession }, ({ session }) => ({
  named: { open: true },
  session,
}));

function* raiseAfterYield() {
  yield;
  throw new HTTPException(503, "Exception after yield");
}

const functionRouter = new Router({
  prefix: "/router-scope-function",
  dependencies: [Depends(raiseAfterYield, { scope: "function" })],
});
functionRouter.get("/", function getFunctionIndex() {
  return { status: "ok" };
});

const requestRouter = new Router({
  prefix: "/router-scope-request",
  dependencies: [Depends(raiseAfterYield, { scope: "request" })],
});
requestRouter.get("/", function getRequestIndex() {
  return { status: "ok" };
});

/** Looks at a state when the response is being sent. */
function report(state: () => Record<string, boolean>) {
  return stream(
    (function* () {
      const members = Object.entries(state()).map(([name, open]) => `"${name}": ${open}`);
      yield `{${members.join(", ")}}`;
    })(),
  );
}

export default () => {
  const app = new Saluki({ title: "FastAPI" });
  app.get("/function-scope", { session: FunctionSession }, function functionScope({ session }) {
    return report(() => ({ is_open: session.open }));
  });
  app.get("/request-scope", { session: RequestSession }, function requestScope({ session }) {
    return report(() => ({ is_open: session.open }));
  });
  app.get(
    "/two-scopes",
    { functionSession: FunctionSession, requestSession: RequestSession },
    function getStreamSession({ functionSession, requestSession }) {
      return report(() => ({ func_is_open: functionSession.open, req_is_open: requestSession.open }));
    },
  );
  app.get("/sub", { sessions: NamedSession }, function getSub({ sessions: { named, session } }) {
    return report(() => ({ named_session_open: named.open, session_open: session.open }));
  });
  app.get(
    "/named-function-scope",
    { sessions: NamedFunctionSession },
    function getNamedFunctionScope({ sessions: { named, session } }) {
      return report(() => ({ named_session_open: named.open, session_open: session.open }));
    },
  );
  app.get(
    "/regular-function-scope",
    { sessions: RegularFunctionSession },
    function getRegularFunctionScope({ sessions: { named, session } }) {
      return report(() => ({ named_session_open: named.open, session_open: session.open }));
    },
  );
  app.include(functionRouter);
  app.include(requestRouter);
  return app;
};
