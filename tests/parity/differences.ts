/**
 * Recorded exchanges that Saluki answers differently on purpose: `topic/name case`, and why. The document of an
 * application is the case `(openapi)`. docs/fastapi-differences.md tells users of each kind.
 */
export const DIFFERENCES: Readonly<Record<string, string>> = {
  ...because(
    "HEAD is answered where GET is, so `Allow` names it too; and it names the methods of all routes of the path",
    "probes/main method POST on a GET route",
    "probes/main method POST on a GET route, invalid parameter",
    "probes/main method PUT on a GET route",
    "probes/main method PUT on a GET route, invalid parameter",
    "probes/main method DELETE on a GET route",
    "probes/main method DELETE on a GET route, invalid parameter",
    "probes/main method PATCH on a GET route",
    "probes/main method PATCH on a GET route, invalid parameter",
    "probes/main method TRACE on a GET route",
    "probes/main method TRACE on a GET route, invalid parameter",
    "tests/test_router_include_context__effective_route_context_is_available_in_scope_during_request included_partial_match_returns_405_when_no_later_full_match_exists",
  ),
  ...because(
    "HEAD and OPTIONS are not 405: HEAD is answered as GET without content, OPTIONS with 204 and the methods of the path",
    "probes/body_tutorial001 method OPTIONS",
    "probes/main method HEAD on a GET route",
    "probes/main method HEAD on a GET route, invalid parameter",
    "probes/main method OPTIONS on a GET route",
    "probes/main method OPTIONS on a GET route, invalid parameter",
    "probes/main method OPTIONS on the OpenAPI document",
    "probes/main method OPTIONS on the docs",
  ),
  ...because(
    "NaN, infinities and numbers too large for a double are the client's mistake: 422, where FastAPI fails with 500",
    "probes/body_tutorial001 json NaN price",
    "probes/body_tutorial001 json Infinity price",
    "probes/body_tutorial001 json big number",
    "probes/main float path 1e400",
    "probes/main float path inf",
    "probes/main float path nan",
    "probes/main float path -inf",
    "probes/main float path Infinity",
  ),
  ...because(
    "half of a surrogate pair is a JavaScript string like any other, and JSON can carry it back; FastAPI fails with 500",
    "probes/body_tutorial001 json lone surrogate",
  ),
  ...because(
    "an integer past 2⁵³ cannot be told exactly by a JavaScript number: it is refused, not rounded; z.bigint() takes it",
    "probes/main int path 9007199254740993",
    "probes/main int path 123456789012345678901234567890",
  ),
  ...because(
    "%2F in a segment is a slash in the value and never one between segments (RFC 3986 §2.2)",
    "probes/main str path a%2Fb",
    "probes/main path /path/int/1%2F",
  ),
  ...because(
    "a path whose percent-encoding is no UTF-8 is answered 400, so that two paths never stand for one value",
    "probes/main str path %FF",
  ),
  ...because(
    "an Authorization field without a token is none: 401, where FastAPI hands the empty token to the handler",
    "probes/security_bearer bearer no token",
    "probes/security_bearer bearer space only",
  ),
  ...because(
    "a file is a file: text is refused where one is declared, also where only its bytes are wanted",
    "probes/request_files_tutorial001 /files/ text part",
  ),
  ...because(
    "a multipart body that ends before its last boundary is cut short: 400, where FastAPI drops the last part",
    "probes/request_files_tutorial001 /files/ not terminated",
    "probes/request_files_tutorial001 /uploadfile/ not terminated",
  ),
  ...because(
    "directories are taken off the name of an upload, so that it cannot lead out of a folder",
    "probes/request_files_tutorial001 /uploadfile/ path filename",
  ),
  ...because(
    "filename* is understood (RFC 5987); to FastAPI such a part is no file",
    "probes/request_files_tutorial001 /uploadfile/ filename star",
  ),
  ...because(
    "an error of a group of headers names the header as it is sent, and does not give back headers that are none of the group's: a proxy may have added secrets",
    "header_param_models/tutorial001 header_param_model_invalid",
    "header_param_models/tutorial003 header_param_model_invalid",
    "header_param_models/tutorial003 header_param_model_no_underscore",
  ),
  ...because(
    "z.number() takes finite numbers only; infinities and NaN have to be asked for, with z.custom",
    "tests/test_allow_inf_nan_in_enforcing allow_inf_nan_param_default[-inf-200]",
    "tests/test_allow_inf_nan_in_enforcing allow_inf_nan_param_default[inf-200]",
    "tests/test_allow_inf_nan_in_enforcing allow_inf_nan_param_default[nan-200]",
  ),
  ...because(
    "a response is documented by the names that it has on the wire, also where those are not the aliases",
    "tests/test_response_by_alias (openapi)",
  ),
  ...because(
    "a WebSocket handshake at a path without a route is answered as any request there: 404",
    "tests/test_ws_router wrong_uri",
  ),
};

function because(reason: string, ...cases: string[]): Record<string, string> {
  return Object.fromEntries(cases.map((id) => [id, reason]));
}
