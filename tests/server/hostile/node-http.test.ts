import { describeAttacks } from "./under-attack.ts";

describeAttacks("node:http", "node", "http");
