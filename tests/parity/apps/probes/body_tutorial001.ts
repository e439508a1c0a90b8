export { default } from "../body/tutorial001.ts";
