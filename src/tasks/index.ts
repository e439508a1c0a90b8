export { BackgroundTasks } from "./background.ts";
