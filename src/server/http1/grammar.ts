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

const TOKEN_ONLY = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/;

/** Whether `text` is a token (RFC 9110 §5.6.2). */
export function isToken(text: string): boolean {
  return TOKEN_ONLY.test(text);
}

/** The members of a comma-separated list, in lower case; empty ones are left out (RFC 9110 §5.6.1.2). */
export function listMembers(value: string): string[] {
  const members: string[] = [];
  for (const part of value.split(",")) {
    const member = withoutWhitespace(part);
    if (member !== "") members.push(asciiLowerCase(member));
  }
  return members;
}

/**
 * The text without OWS at its ends (RFC 9110 §5.6.3). Not by trim(), which takes more for white space than HTTP does, and not by
 * a regular expression, which takes a time that grows with the square of the white space within the text.
 */
function withoutWhitespace(text: string): string {
  let start = 0;
  let end = text.length;
  while (start < end && isWhitespace(text.charCodeAt(start))) start++;
  while (end > start && isWhitespace(text.charCodeAt(end - 1))) end--;
  return text.slice(start, end);
}

function isWhitespace(octet: number): boolean {
  return octet === SP || octet === HTAB;
}

/**
 * Lower case for US-ASCII letters only: no other character may turn into one of them (U+212A KELVIN SIGN
 * lowers to `k`).
 */
export function asciiLowerCase(text: string): string {
  return text.replace(/[A-Z]+/g, (letters) => letters.toLowerCase());
}
