export {
  checkSendable,
  isAbort,
  isStream,
  notAResponse,
  plainResponse,
  upgradeRequired,
} from "../http/index.ts";
