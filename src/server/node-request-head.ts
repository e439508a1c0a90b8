import type { IncomingMessage } from "node:http";
import { type HeaderList, HTTPException } from "../http/index.ts";

/** What node:http lets pass and RFC 9112 does not. */
export class BadHead extends HTTPException {
  override readonly name = "BadHead";
}

// RFC 3986 §3.2.2 and RFC 9110 §7.2: uri-host [ ":" port ], where the host may be empty.
const HOST = /^(?:\[[\dA-Fa-f:.]+\]|[\w\-.~!$&'()*+,;=%]*)(?::\d*)?$/;

/**
 * The length of the body that a request's head declares: 0 for none, `undefined` for one that is chunked. The
 * lengths of the names tell nearly all of them apart without a new string.
 *
 * @throws BadHead for a version, `Host` or transfer coding that must not be accepted
 */
export function bodyLength({ rawHeaders, httpVersionMajor }: IncomingMessage): number | undefined {
  if (httpVersionMajor !== 1) throw new BadHead(505);
  let length: number | undefined = 0;
  let hosts = 0;
  for (let i = 0; i < rawHeaders.length; i += 2) {
    const name = rawHeaders[i]!;
    switch (name.length) {
      case 4:
        if (name.toLowerCase() !== "host") break;
        hosts += 1;
        // RFC 9112 §3.2: two of them, or one that is no host, may be read differently by a proxy in front.
        if (hosts > 1 || !HOST.test(rawHeaders[i + 1]!)) throw new BadHead(400);
        break;
      case 14:
        // node:http has checked the value, and refuses it beside a Transfer-Encoding.
        if (name.toLowerCase() === "content-length") length = Number(rawHeaders[i + 1]);
        break;
      case 17:
        if (name.toLowerCase() !== "transfer-encoding") break;
        // RFC 9112 §6.1: a coding that is not undone here.
        if (length === undefined || rawHeaders[i + 1]!.toLowerCase() !== "chunked") throw new BadHead(501);
        length = undefined;
        break;
    }
  }
  return length;
}

/** Whether a request names another protocol that it would like to go on with. */
export function wantsUpgrade({ rawHeaders }: IncomingMessage): boolean {
  for (let i = 0; i < rawHeaders.length; i += 2) {
    if (rawHeaders[i]!.length === 7 && rawHeaders[i]!.toLowerCase() === "upgrade") return true;
  }
  return false;
}

const SLASH = 0x2f;

/**
 * The request target in origin form, or `*`. In absolute form its authority counts more than `Host`
 * (RFC 9112 §3.2.2).
 *
 * @throws BadHead for what is neither
 */
export function originForm(incoming: IncomingMessage, headers: HeaderList): string {
  const target = incoming.url!;
  if (target.includes("#")) throw new BadHead(400);
  if (target.charCodeAt(0) === SLASH) return target;
  if (target === "*" && incoming.method === "OPTIONS") return target;
  const match = /^https?:\/\/([^/?]+)(.*)$/is.exec(target);
  if (match === null || !HOST.test(match[1]!)) throw new BadHead(400);
  headers.set("host", match[1]!);
  const rest = match[2]!;
  return rest.startsWith("/") ? rest : `/${rest}`;
}
