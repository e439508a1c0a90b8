// A socket with nothing behind it: reads what comes, answers with a constant, keeps nothing. What a connection takes
// here, Node.js and the system take; what it takes elsewhere above this, the server takes.
import { createServer } from "node:net";
import { announce } from "./settings.mjs";

const BODY = '{"hello":"world"}';
const ANSWER = Buffer.from(
  `HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: ${BODY.length}\r\n\r\n${BODY}`,
);

function answer() {
  this.write(ANSWER);
}

const server = createServer({ noDelay: true }, (socket) => {
  socket.on("data", answer);
  socket.on("error", socket.destroy);
});
server.listen(0, "127.0.0.1", () => announce(server.address().port));
