import { html, Saluki } from "saluki";

function generateHtmlResponse() {
  return html(`
    <html>
      <head>
        <title>Some HTML in here</title>
      </head>
      <body>
        <h1>Look ma! HTML!</h1>
      </body>
    </html>
  `);
}

export default () => {
  const app = new Saluki({ title: "FastAPI" });
  app.get("/items/", {}, { responseMediaType: "text/html" }, function readItems() {
    return generateHtmlResponse();
  });
  return app;
};
