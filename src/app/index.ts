export { Saluki } from "./app.ts";
export type { ErrorClass, ErrorHandler } from "./exceptions.ts";
export type { Lifespan, SalukiOptions, TrailingSlash } from "./options.ts";
export type { ValidationErrorsOption, ValidationErrorsShape } from "./validation-errors.ts";
