import { html, Saluki, type WebSocketSession } from "saluki";
import { z } from "zod";

const page = `
<!DOCTYPE html>
<html>
  <head>
    <title>Chat</title>
  </head>
  <body>
    <h1>WebSocket Chat</h1>
    <ul id="messages"></ul>
    <script>
      const ws = new WebSocket("ws://localhost:8000/ws/" + Date.now());
      ws.onmessage = ({ data }) => {
        const message = document.createElement("li");
        message.textContent = data;
        document.getElementById("messages").append(message);
      };
    </script>
  </body>
</html>
`;

export default () => {
  const connections = new Set<WebSocketSession>();
  const broadcast = async (message: string) => {
    for (const socket of connections) await socket.sendText(message);
  };

  const app = new Saluki({ title: "FastAPI" });
  app.get("/", function get() {
    return html(page);
  });
  app.websocket("/ws/{client_id}", { client_id: z.int() }, async ({ client_id }, socket) => {
    await socket.accept();
    connections.add(socket);
    for await (const message of socket) {
      await socket.sendText(`You wrote: ${message}`);
      await broadcast(`Client #${client_id} says: ${message}`);
    }
    connections.delete(socket);
    await broadcast(`Client #${client_id} left the chat`);
  });
  return app;
};
