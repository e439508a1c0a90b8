export { default } from "../request_files/tutorial001.ts";
