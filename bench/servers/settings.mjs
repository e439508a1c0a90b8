/** How many numbered routes `/resourceN/{id}` the server has to have, beside those that all have. */
export const numberedRoutes = Number(process.env.BENCH_ROUTES ?? 0);

/** Tells the harness, which waits for this line, on which port the server listens. */
export function announce(port) {
  console.log(`listening ${port}`);
}

/** A field that no response schema declares: it must never reach the client. */
export const INTERNAL = { internal: "margin 12 %" };
