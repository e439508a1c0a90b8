export { default } from "../header_params/tutorial003.ts";
