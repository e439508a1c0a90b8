export { type RequiredScopes, Security, SecurityScopes } from "../dependencies/index.ts";
export { APIKeyCookie, APIKeyHeader, type APIKeyOptions, APIKeyQuery } from "./api-key.ts";
export {
  type HTTPAuthorizationCredentials,
  HTTPBase,
  type HTTPBaseOptions,
  HTTPBasic,
  type HTTPBasicCredentials,
  type HTTPBasicOptions,
  HTTPBearer,
  type HTTPBearerOptions,
  HTTPDigest,
} from "./http.ts";
export { InvalidTokenError, Jwt, type JwtClaims, type JwtOptions } from "./jwt.ts";
export {
  OAuth2,
  OAuth2AuthorizationCodeBearer,
  type OAuth2AuthorizationCodeBearerOptions,
  OAuth2PasswordBearer,
  type OAuth2PasswordBearerOptions,
  OAuth2PasswordRequestForm,
  OAuth2PasswordRequestFormStrict,
  type OAuthFlows,
  OpenIdConnect,
  type PasswordForm,
} from "./oauth2.ts";
export { hashPassword, needsRehash, type PasswordCost, verifyPassword } from "./password.ts";
export { notAuthenticated, type SchemeOptions } from "./scheme.ts";
