/** Serves on descriptor 3, as a process that systemd has started does. */
import { HttpResponse } from "../../src/http/index.ts";
import { serve } from "../../src/server/index.ts";

const server = await serve((request) => new HttpResponse(request.path), { engine: "saluki", descriptor: 3 });
console.log(server.url);
