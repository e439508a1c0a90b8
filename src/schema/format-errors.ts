/** Why a text is not of a format, in the words of pydantic. */

const GROUP_STARTS = [0, 9, 14, 19, 24] as const;
const GROUP_LENGTHS = [8, 4, 4, 4, 12] as const;

/** Of a text that is no UUID: its first wrong character, or else its first wrong group. */
export function uuidError(text: string): string {
  const { inner, offset } = unwrapped(text);
  const characters = [...inner];
  const wrong = characters.findIndex((character) => !/[0-9a-fA-F-]/.test(character));
  if (wrong !== -1) return `invalid character: found \`${characters[wrong]}\` at ${wrong + offset}`;
  const groups = inner.split("-");
  if (groups.length === 1 && offset === 0) return `invalid length: found ${text.length}`;
  if (groups.length !== 5) return `invalid group count: expected 5, found ${groups.length}`;
  const group = groups.findIndex(({ length }, index) => length !== GROUP_LENGTHS[index]);
  if (group === -1) return "invalid version or variant";
  // The last group is what is left of the text, whatever its length.
  const found = group === 4 ? inner.length - GROUP_STARTS[4] : groups[group]!.length;
  return `invalid group length in group ${group}: expected ${GROUP_LENGTHS[group]}, found ${found}`;
}

/** What stands in braces or behind `urn:uuid:`, and where it begins. */
function unwrapped(text: string): { readonly inner: string; readonly offset: number } {
  if (text.startsWith("urn:uuid:")) return { inner: text.slice(9), offset: 9 };
  if (text.startsWith("{") && text.endsWith("}")) return { inner: text.slice(1, -1), offset: 1 };
  return { inner: text, offset: 0 };
}

/** Whether the text has the form of a UUID of any version. */
export function looksLikeUuid(text: string): boolean {
  return /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(text);
}

/** Of a text that is no URL. */
export function urlError(text: string): string {
  const trimmed = text.trim();
  if (trimmed === "") return "input is empty";
  const scheme = /^[a-z][a-z0-9+.-]*:/i.exec(trimmed)?.[0];
  if (scheme === undefined) return "relative URL without a base";
  const authority = trimmed
    .slice(scheme.length)
    .replace(/^[/\\]+/, "")
    .split(/[/?#\\]/)[0]!;
  if (authority === "") return "empty host";
  if (authority.includes("[")) return "invalid IPv6 address";
  const port = authority.includes(":") ? authority.slice(authority.lastIndexOf(":") + 1) : "";
  if (port !== "" && !(/^\d{1,5}$/.test(port) && Number(port) < 65_536)) return "invalid port number";
  return "invalid international domain name";
}

/** Of a text that is no e-mail address. */
export function emailError(text: string): string {
  const at = text.lastIndexOf("@");
  if (at === -1) return "An email address must have an @-sign.";
  const [local, domain] = [text.slice(0, at), text.slice(at + 1)];
  if (domain === "") return "There must be something after the @-sign.";
  if (local === "") return "There must be something before the @-sign.";
  if (text.includes("..")) return "An email address cannot have two periods in a row.";
  const strange = (part: string, allowed: RegExp) =>
    [...new Set([...part].filter((character) => !allowed.test(character)))].map(named).join(", ");
  const before = strange(local, /[\w.!#$%&'*+/=?^`{|}~-]/);
  if (before !== "") return `The email address contains invalid characters before the @-sign: ${before}.`;
  const after = strange(domain, /[\w.-]/);
  if (after !== "") return `The part after the @-sign contains invalid characters: ${after}.`;
  if (!domain.includes(".")) return "The part after the @-sign is not valid. It should have a period.";
  return "The email address is not valid.";
}

function named(character: string): string {
  if (character === " ") return "SPACE";
  return /[\p{L}\p{N}\p{P}\p{S}]/u.test(character)
    ? `'${character}'`
    : `U+${character.codePointAt(0)!.toString(16).toUpperCase().padStart(4, "0")}`;
}

const NOUNS: Readonly<Record<string, string>> = {
  jwt: "JSON Web Token",
  base64: "Base64 text",
  base64url: "Base64url text",
  e164: "E.164 phone number",
  emoji: "emoji",
  mac: "MAC address",
  credit_card: "card number",
  iban: "IBAN",
  hostname: "host name",
  json_string: "JSON text",
};

/** What a text of the format is called: `jwt` is a JSON Web Token. */
export function formatNoun(format: string): string {
  return NOUNS[format] ?? format.replaceAll("_", " ");
}
