export { type BodyFormat, type BodyReading, bodyFormat, readBody } from "./body.ts";
export { type GroupMember, type ResolvedParam, resolveParam } from "./classify.ts";
export type { ExtractOptions, JsonCoercion } from "./compiled-param.ts";
export { CONVERTOR_PATTERNS, type Convertor } from "./convertors.ts";
export {
  Body,
  type BodyOptions,
  Cookie,
  type Declared,
  type DeclaredNames,
  type Example,
  File,
  type FileOptions,
  Form,
  Header,
  type HeaderOptions,
  isMarker,
  type Marker,
  type Param,
  type ParamOptions,
  type ParamSource,
  type Params,
  Path,
  Query,
  type Value,
  type Values,
} from "./declare.ts";
export { Extractor } from "./extract.ts";
export { ABSENT_BODY, decodePathSegment, type ParsedBody, RequestValues } from "./request-values.ts";
export { type ValidateOptions, validate } from "./validate.ts";
export {
  invalidRequest,
  type Location,
  RequestValidationError,
  ResponseValidationError,
  type ValidationErrorDetail,
  WebSocketValidationError,
} from "./validation-error.ts";
