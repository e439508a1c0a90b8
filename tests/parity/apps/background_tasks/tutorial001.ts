import { appendFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Saluki } from "saluki";
import { z } from "zod";

async function writeNotification(email: string, message = ""): Promise<void> {
  await appendFile(join(tmpdir(), "saluki-notifications.log"), `notification for ${email}: ${message}\n`);
}

export default () => {
  const app = new Saluki({ title: "FastAPI" });
  app.post(
    "/send-notification/{email}",
    { email: z.string() },
    function sendNotification({ email }, { background }) {
      background.add(writeNotification, email, "some notification");
      return { message: "Notification sent in the background" };
    },
  );
  return app;
};
