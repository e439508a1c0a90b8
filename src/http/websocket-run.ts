import type { HttpRequest } from "./request.ts";
import { HttpResponse } from "./response.ts";
import { WebSocketUpgrade } from "./websocket.ts";
import { WebSocketDisconnect, WebSocketException } from "./websocket-exception.ts";
import { type WebSocketQueueLimits, WebSocketSession } from "./websocket-session.ts";

/**
 * Runs a WebSocket handler as the answer to its handshake request.
 *
 * Resolves with a {@link WebSocketUpgrade} when the handler calls `accept()`, with 403 when it closes, returns or
 * throws a {@link WebSocketException} before that. Any other error before `accept()` rejects, so that it is
 * answered like one of an ordinary handler: an `HTTPException` by its own status.
 *
 * After `accept()` the connection is closed with 1000 when the handler returns, with the code of a thrown
 * {@link WebSocketException}, and with 1011 for any other error, which is left in `request.serverError`.
 *
 * @example
 * ```ts
 * const handler: Handler = (request) =>
 *   runWebSocket(request, async (session) => {
 *     await session.accept();
 *     for await (const message of session) await session.send(message);
 *   });
 * ```
 */
export function runWebSocket(
  request: HttpRequest,
  run: (session: WebSocketSession) => Promise<void>,
  limits?: WebSocketQueueLimits,
): Promise<HttpResponse> {
  return new Promise((resolve, reject) => {
    let running: Promise<void> = Promise.resolve();
    const session = new WebSocketSession(
      request,
      (connect, options) => {
        const upgrade = new WebSocketUpgrade((transport) => {
          const { message, closed } = connect(transport);
          return {
            message,
            // The dependencies of the handler are in use until it has come to its end.
            closed(code, reason) {
              closed(code, reason);
              return running;
            },
          };
        }, options);
        resolve(upgrade);
      },
      limits,
    );
    running = conduct(session, run);
    // After accept() the promise has been resolved and these two do nothing.
    running.then(() => resolve(new HttpResponse(null, { status: 403 })), reject);
  });
}

async function conduct(
  session: WebSocketSession,
  run: (session: WebSocketSession) => Promise<void>,
): Promise<void> {
  try {
    await run(session);
    await session.close(1000);
  } catch (error) {
    if (error instanceof WebSocketDisconnect) {
      await session.close(1000);
    } else if (error instanceof WebSocketException) {
      await session.close(error.code, error.reason);
    } else {
      if (session.accepted) {
        session.request.serverError = error;
        await session.close(1011);
      }
      throw error;
    }
  }
}
