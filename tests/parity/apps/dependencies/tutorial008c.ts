import { Depends, HTTPException, Saluki } from "saluki";
import { z } from "zod";

class InternalError extends Error {}

const Username = Depends(function* () {
  try {
    yield "Rick";
  } catch (error) {
    if (!(error instanceof InternalError)) throw error;
    console.log("Oops, we didn't raise again, Britney 😱");
  }
});

export default () => {
  const app = new Saluki({ title: "FastAPI" });
  app.get(
    "/items/{item_id}",
    { item_id: z.string(), username: Username },
    function getItem({ item_id, username }) {
      if (item_id === "portal-gun") {
        throw new InternalError(`The portal gun is too dangerous to be owned by ${username}`);
      }
      if (item_id !== "plumbus") {
        throw new HTTPException(404, "Item not found, there's only a plumbus here");
      }
      return item_id;
    },
  );
  return app;
};
