/** The octets that HTTP/1.1 is written in (RFC 9110 §5.6, RFC 9112 §2, RFC 3986), as tables to look up. */

export const HTAB = 0x09;
export const LF = 0x0a;
export const CR = 0x0d;
export const SP = 0x20;
export const COLON = 0x3a;

const ALPHA = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";
const DIGIT = "0123456789";

/** tchar (RFC 9110 §5.6.2) → the same octet in lower case; 0 for every other octet. */
export const TOKEN = new Uint8Array(256);
for (const char of `!#$%&'*+-.^_\`|~${DIGIT}${ALPHA}`) {
  TOKEN[char.charCodeAt(0)] = char.toLowerCase().charCodeAt(0);
}

/**
 * 1 for field-vchar, SP and HTAB (RFC 9110 §5.5): what a field value may hold. No CR, LF, NUL or other
 * controls.
 */
export const FIELD_VALUE = new Uint8Array(256);
FIELD_VALUE.fill(1, 0x20);
FIELD_VALUE[0x7f] = 0;
FIELD_VALUE[HTAB] = 1;

/**
 * 1 for what a request target may hold: visible US-ASCII but `#`, which starts a fragment and is never sent.
 * A few of these (`"<>\^`{|}`) are no URI characters, but browsers send them in queries; they are handed on
 * unchanged.
 */
export const TARGET = new Uint8Array(256);
TARGET.fill(1, 0x21, 0x7f);
TARGET["#".charCodeAt(0)] = 0;

/** A hexadecimal digit → its value; 255 for every other octet. */
export const HEX = new Uint8Array(256).fill(255);
for (let value = 0; value < 16; value++) {
  const digit = value.toString(16);
  HEX[digit.charCodeAt(0)] = value;
  HEX[digit.toUpperCase().charCodeAt(0)] = value;
}

/** 1 for what a reg-name holds without percent-encoding: unreserved and sub-delims (RFC 3986 §3.2.2). */
const REG_NAME = new Uint8Array(128);
for (const char of `-._~!$&'()*+,;=${DIGIT}${ALPHA}`) REG_NAME[char.charCodeAt(0)] = 1;

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
      if (!isHex(text, i + 1) || !isHex(text, i + 2)) return false;
      i += 2;
    }
    if (i === 0) return false;
  }
  if (i === length) return true;
  if (text.charCodeAt(i) !== COLON) return false;
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

function isHex(text: string, index: number): boolean {
  const code = text.charCodeAt(index);
  return code < 128 && HEX[code] !== 255;
}

const IP_FUTURE = /^v[0-9a-f]+\.[-._~!$&'()*+,;=:0-9a-z]+$/i;
const IPV4 = /^(?:(?:25[0-5]|2[0-4]\d|1\d\d|[1-9]?\d)(?:\.(?!$)|$)){4}$/;

/**
 * What stands between the brackets of an IP-literal: an IPv6 address without a zone, or an address of the
 * future.
 */
function isIPLiteral(text: string): boolean {
  if (!/^[0-9a-f:.]+$/i.test(text)) return IP_FUTURE.test(text);
  const halves = text.split("::");
  if (halves.length > 2) return false;
  let groups = 0;
  for (const [h, half] of halves.entries()) {
    if (half === "") continue;
    const parts = half.split(":");
    for (const [p, part] of parts.entries()) {
      const last = h === halves.length - 1 && p === parts.length - 1;
      if (last && part.includes(".")) {
        if (!IPV4.test(part)) return false;
        groups += 2;
      } else {
        if (!/^[0-9a-f]{1,4}$/i.test(part)) return false;
        groups++;
      }
    }
  }
  return halves.length === 2 ? groups < 8 : groups === 8;
}

const TOKEN_ONLY = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/;

/** Whether `text` is a token (RFC 9110 §5.6.2). */
export function isToken(text: string): boolean {
  return TOKEN_ONLY.test(text);
}

/** The members of a comma-separated list, in lower case; empty ones are left out (RFC 9110 §5.6.1.2). */
export function listMembers(value: string): string[] {
  const members: string[] = [];
  for (const part of value.split(",")) {
    // Not trim(): it takes more for white space than HTTP does, and a value may hold such octets.
    const member = part.replace(/^[ \t]+|[ \t]+$/g, "");
    if (member !== "") members.push(asciiLowerCase(member));
  }
  return members;
}

/**
 * Lower case for US-ASCII letters only: no other character may turn into one of them (U+212A KELVIN SIGN
 * lowers to `k`).
 */
export function asciiLowerCase(text: string): string {
  return text.replace(/[A-Z]+/g, (letters) => letters.toLowerCase());
}
