// Loaded into a server before anything else: collects its garbage when SIGUSR2 comes, and says when it has done so.
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";

setFlagsFromString("--expose-gc");
const collect = runInNewContext("gc");
process.on("SIGUSR2", () => {
  collect();
  console.log("collected");
});
