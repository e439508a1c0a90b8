export { CHUNKED, RequestFraming } from "./framing.ts";
export { listMembers } from "./grammar.ts";
export { RequestHead } from "./head.ts";
export { type LimitRule, most, resolveLimit, time, upTo } from "./limit-rule.ts";
export {
  type ConnectionLimits,
  DEFAULT_LIMITS,
  HTTP1_LIMITS,
  type Http1Limits,
  type ParserLimits,
  resolveLimits,
} from "./limits.ts";
export { type ParserEvent, RequestParser } from "./parser.ts";
export { REFUSALS, type Refusal } from "./refusal.ts";
export {
  CONTINUE,
  chunkSizeLine,
  dateLine,
  HeadWriter,
  LAST_CHUNK,
  type ResponseFraming,
} from "./writer.ts";
