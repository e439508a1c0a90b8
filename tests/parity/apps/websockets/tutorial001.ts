import { html, Saluki } from "saluki";

const page = `
<!DOCTYPE html>
<html>
  <head>
    <title>Chat</title>
  </head>
  <body>
    <h1>WebSocket Chat</h1>
    <form onsubmit="sendMessage(event)">
      <input type="text" id="messageText" autocomplete="off"/>
      <button>Send</button>
    </form>
    <ul id="messages"></ul>
    <script>
      const ws = new WebSocket("ws://localhost:8000/ws");
      ws.onmessage = ({ data }) => {
        const message = document.createElement("li");
        message.textContent = data;
        document.getElementById("messages").append(message);
      };
      function sendMessage(event) {
        const input = document.getElementById("messageText");
        ws.send(input.value);
        input.value = "";
        event.preventDefault();
      }
    </script>
  </body>
</html>
`;

export default () => {
  const app = new Saluki({ title: "FastAPI" });
  app.get("/", function get() {
    return html(page);
  });
  app.websocket("/ws", async (_params, socket) => {
    await socket.accept();
    for await (const message of socket) await socket.sendText(`Message text was: ${message}`);
  });
  return app;
};
