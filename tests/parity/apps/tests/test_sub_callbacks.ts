import { OutgoingRequests, Saluki } from "saluki";
import { z } from "zod";

const Invoice = z
  .object({
    id: z.string(),
    title: z.string().nullable().default(null),
    customer: z.string(),
    total: z.number(),
  })
  .meta({ id: "Invoice" });
const InvoiceEvent = z.object({ description: z.string(), paid: z.boolean() }).meta({ id: "InvoiceEvent" });
const InvoiceEventReceived = z.object({ ok: z.boolean() }).meta({ id: "InvoiceEventReceived" });
const Event = z.object({ name: z.string(), total: z.number() }).meta({ id: "Event" });
const HttpUrl = z
  .url({ protocol: /^https?$/ })
  .min(1)
  .max(2083);

const invoiceCallbacks = new OutgoingRequests();
invoiceCallbacks.post(
  "{$callback_url}/invoices/{$request.body.id}",
  { body: InvoiceEvent },
  { response: InvoiceEventReceived },
  function invoiceNotification() {},
);
const eventCallbacks = new OutgoingRequests();
eventCallbacks.get(
  "{$callback_url}/events/{$request.body.title}",
  { event: Event },
  function eventCallback() {},
);

export default () => {
  const app = new Saluki({ title: "FastAPI", jsonCoercion: "lax" });
  app.post(
    "/invoices/",
    { invoice: Invoice, callback_url: HttpUrl.nullable().default(null) },
    {
      description: "Create an invoice; its customer is told of it, and of its events, through callbacks.",
      callbacks: { invoice_notification: invoiceCallbacks, event_callback: eventCallbacks },
    },
    function createInvoice() {
      return { msg: "Invoice received" };
    },
  );
  return app;
};
