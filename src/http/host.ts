import { isIPv6Address } from "./ip-address.ts";

/** 1 for what a reg-name holds without percent-encoding: unreserved and sub-delims (RFC 3986 §3.2.2). */
const REG_NAME = new Uint8Array(128);
for (const char of "-._~!$&'()*+,;=0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ") {
  REG_NAME[char.charCodeAt(0)] = 1;
}

/**
 * Whether `text` is `uri-host [ ":" port ]` (RFC 9110 §7.2) with a host that is not empty: an http URI has
 * one (RFC 9110 §4.2.1).
 */
export function isHostAndPort(text: string): boolean {
  const { length } = text;
  let i = 0;
  if (text.charCodeAt(0) === 0x5b /* [ */) {
    const end = text.indexOf("]");
    if (end < 0 || !isIPLiteral(text.slice(1, end))) return false;
    i = end + 1;
  } else {
    for (; i < length; i++) {
      const code = text.charCodeAt(i);
      if (code < 128 && REG_NAME[code] === 1) continue;
      if (code !== 0x25 /* % */) break;
      if (!isHex(text.charCodeAt(i + 1)) || !isHex(text.charCodeAt(i + 2))) return false;
      i += 2;
    }
    if (i === 0) return false;
  }
  if (i === length) return true;
  if (text.charCodeAt(i) !== 0x3a /* : */) return false;
  // port = *DIGIT: it may be empty (RFC 3986 §3.2.3), but no more than 65535.
  let port = 0;
  for (i++; i < length; i++) {
    const digit = text.charCodeAt(i) - 0x30;
    if (digit < 0 || digit > 9) return false;
    port = port * 10 + digit;
    if (port > 65535) return false;
  }
  return true;
}

function isHex(code: number): boolean {
  return (code >= 0x30 && code <= 0x39) || ((code | 0x20) >= 0x61 && (code | 0x20) <= 0x66);
}

const IP_FUTURE = /^v[0-9a-f]+\.[-._~!$&'()*+,;=:0-9a-z]+$/i;

/**
 * What stands between the brackets of an IP-literal: an IPv6 address without a zone, or an address of the
 * future.
 */
function isIPLiteral(text: string): boolean {
  return isIPv6Address(text) || IP_FUTURE.test(text);
}
