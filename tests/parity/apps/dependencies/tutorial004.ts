export { default } from "./tutorial002.ts";
