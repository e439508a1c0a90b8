export { AppScope } from "./app-scope.ts";
export {
  ApplicationContext,
  type Context,
  type ContextHost,
  type LifespanState,
  type PathValues,
  RequestContext,
  type RouteReference,
} from "./context.ts";
export {
  checkParams,
  type Dependency,
  type DependencyScope,
  Depends,
  type DependsOptions,
  defineDependency,
  originOf,
  type RequiredScopes,
  Security,
  type SecurityScheme,
  SecurityScopes,
} from "./depends.ts";
export {
  allParams,
  buildGraph,
  type DependencyNode,
  type Graph,
  readsBody,
  type Signature,
  securityOf,
} from "./graph.ts";
export { DependencyOverrides } from "./overrides.ts";
export { isThenable, Plan, type PlanOptions, Run } from "./resolve.ts";
export { ResponseDraft } from "./response-draft.ts";
