import { Depends, Saluki, Security } from "saluki";

export default () => {
  let count = 0;
  const next = () => ++count;
  const Counter = Depends(next);
  const FreshCounter = Depends(next, { cache: false });
  const ScopedCounter = Security(Counter, { scopes: ["scope"] });
  const SubCounter = Depends({ count: Counter }, ({ count }) => count);

  const app = new Saluki({ title: "FastAPI" });
  app.get("/counter/", { count: Counter }, function getCounter({ count }) {
    return { counter: count };
  });
  app.get("/sub-counter/", { subcount: SubCounter, count: Counter }, function getSubCounter(counts) {
    return { counter: counts.count, subcounter: counts.subcount };
  });
  app.get(
    "/sub-counter-no-cache/",
    { subcount: SubCounter, count: FreshCounter },
    function getSubCounterNoCache({ subcount, count }) {
      return { counter: count, subcounter: subcount };
    },
  );
  app.get(
    "/scope-counter",
    { counter: Counter, scope_counter_1: ScopedCounter, scope_counter_2: ScopedCounter },
    function getScopeCounter(counters) {
      return counters;
    },
  );
  return app;
};
