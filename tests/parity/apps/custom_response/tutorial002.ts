import { Saluki } from "saluki";

export default () => {
  const app = new Saluki({ title: "FastAPI" });
  app.get("/items/", {}, { responseMediaType: "text/html" }, function readItems() {
    return `
      <html>
        <head>
          <title>Some HTML in here</title>
        </head>
        <body>
          <h1>Look ma! HTML!</h1>
        </body>
      </html>
    `;
  });
  return app;
};
