import { Depends, Saluki, stream } from "saluki";

class Session {
  readonly #data = ["foo", "bar", "baz"];
  #open = true;

  close(): void {
    this.#open = false;
  }

  *[Symbol.iterator](): Generator<string> {
    for (const item of this.#data) {
      if (!this.#open) throw new Error("Session closed");
      yield item;
    }
  }
}

const OpenSession = Depends(function* () {
  const session = new Session();
  try {
    yield session;
  } finally {
    session.close();
  }
});

const BrokenSession = Depends(function* () {
  const session = new Session();
  session.close();
  yield session;
});

export default () => {
  const app = new Saluki({ title: "FastAPI" });
  app.get("/data", { session: OpenSession }, function getData({ session }) {
    return [...session];
  });
  app.get("/stream-simple", function getStreamSimple() {
    return stream(["x", "y", "z"]);
  });
  app.get("/stream-session", { session: OpenSession }, function getStreamSession({ session }) {
    return stream(session);
  });
  app.get("/broken-session-data", { session: BrokenSession }, function getBrokenSessionData({ session }) {
    return [...session];
  });
  app.get("/broken-session-stream", { session: BrokenSession }, function getBrokenSessionStream({ session }) {
    return stream(session);
  });
  return app;
};
