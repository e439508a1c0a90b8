import { Saluki, stream } from "saluki";

const message = `
Rick: (stumbles in drunkenly, and turns on the lights) Morty! You gotta come on. You got--... you gotta come with me.
Morty: (rubs his eyes) What, Rick? What's going on?
Rick: I got a surprise for you, Morty.
Morty: It's the middle of the night. What are you talking about?
Rick: (spills alcohol on Morty's bed) Come on, I got a surprise for you. (drags Morty by the ankle) Come on, hurry up. (pulls Morty out of his bed and into the hall)
Morty: Ow! Ow! You're tugging me too hard!
Rick: We gotta go, gotta get outta here, come on. Got a surprise for you Morty.
`;

function* lines() {
  yield* message.split("\n");
}

function* bytes() {
  for (const line of lines()) yield Buffer.from(line);
}

async function* asynchronously<T>(source: Iterable<T>) {
  yield* source;
}

export default () => {
  const app = new Saluki({ title: "FastAPI" });
  const options = { responseMediaType: null };
  app.get("/story/stream", {}, options, function streamStory() {
    return stream(asynchronously(lines()));
  });
  app.get("/story/stream-no-async", {}, options, function streamStoryNoAsync() {
    return stream(lines());
  });
  app.get("/story/stream-no-annotation", {}, options, function streamStoryNoAnnotation() {
    return stream(asynchronously(lines()));
  });
  app.get("/story/stream-no-async-no-annotation", {}, options, function streamStoryNoAsyncNoAnnotation() {
    return stream(lines());
  });
  app.get("/story/stream-bytes", {}, options, function streamStoryBytes() {
    return stream(asynchronously(bytes()));
  });
  app.get("/story/stream-no-async-bytes", {}, options, function streamStoryNoAsyncBytes() {
    return stream(bytes());
  });
  app.get("/story/stream-no-annotation-bytes", {}, options, function streamStoryNoAnnotationBytes() {
    return stream(asynchronously(bytes()));
  });
  app.get(
    "/story/stream-no-async-no-annotation-bytes",
    {},
    options,
    function streamStoryNoAsyncNoAnnotationBytes() {
      return stream(bytes());
    },
  );
  return app;
};
