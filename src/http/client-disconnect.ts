import { HTTPException } from "./exception.ts";

/**
 * The client went away before the exchange was complete: the reason of `request.signal`, and what reading the
 * rest of a body rejects with. It counts as an answer of 400, an incomplete message (RFC 9112 §8), and not as an
 * error of the server, although nobody will see it.
 */
export class ClientDisconnect extends HTTPException {
  override readonly name = "ClientDisconnect";

  constructor(cause?: unknown) {
    super(400, "The client closed the connection", { cause });
  }
}
