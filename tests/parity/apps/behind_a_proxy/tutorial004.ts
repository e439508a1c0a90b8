import { Saluki } from "saluki";

export default () => {
  const app = new Saluki({
    title: "FastAPI",
    servers: [
      { url: "https://stag.example.com", description: "Staging environment" },
      { url: "https://prod.example.com", description: "Production environment" },
    ],
    rootPath: "/api/v1",
    rootPathInServers: false,
  });
  app.get("/app", function readMain(_params, { request }) {
    return { message: "Hello World", root_path: request.rootPath };
  });
  return app;
};
