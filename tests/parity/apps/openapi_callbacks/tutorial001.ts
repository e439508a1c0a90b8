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
const HttpUrl = z
  .url({ protocol: /^https?$/ })
  .min(1)
  .max(2083);

export default () => {
  const app = new Saluki({ title: "FastAPI", jsonCoercion: "lax" });

  const invoiceCallbacks = new OutgoingRequests();
  invoiceCallbacks.post(
    "{$callback_url}/invoices/{$request.body.id}",
    { body: InvoiceEvent },
    { response: InvoiceEventReceived },
    function invoiceNotification() {},
  );

  app.post(
    "/invoices/",
    { invoice: Invoice, callback_url: HttpUrl.nullable().default(null) },
    {
      description: "Create an invoice; its customer is told when it is paid, through a callback.",
      callbacks: { invoice_notification: invoiceCallbacks },
    },
    function createInvoice() {
      // The invoice is sent, the money collected, and the customer told.
      return { msg: "Invoice received" };
    },
  );
  return app;
};
