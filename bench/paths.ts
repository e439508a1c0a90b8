import { dirname } from "node:path";
import { fileURLToPath } from "node:url";

/** This folder. */
export const benchFolder = dirname(fileURLToPath(import.meta.url));

/** The repository that this folder is in. */
export const repository = dirname(benchFolder);
