import { describeAttacks } from "./under-attack.ts";

describeAttacks("Saluki's own HTTP/1.1 over TLS", "saluki", "https");
