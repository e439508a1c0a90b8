import { SalukiError } from "../errors.ts";
import { HeaderList, isJson } from "../http/index.ts";

/** How a plain value is sent under the media type that its route declares. */
export interface ContentFormat {
  /** The value of `Content-Type`. */
  readonly contentType: string;
  /** Made once; to be shared, never changed. */
  readonly headers: HeaderList;
  /** Whether values are sent as JSON; else text and bytes are sent as they are. */
  readonly isJson: boolean;
  /** What takes the place of writing JSON. */
  readonly encode: ((value: unknown) => string) | undefined;
}

export const JSON_TYPE = "application/json";

/** @param mediaType `null` or a range such as `image/*` tells nothing of a plain value: it is sent as JSON */
export function contentFormat(mediaType: string | null | undefined, where: string): ContentFormat {
  const type = mediaType == null || mediaType.includes("*") ? JSON_TYPE : mediaType;
  const lacksCharset = type.startsWith("text/") && !/;\s*charset=/i.test(type);
  const contentType = lacksCharset ? `${type}; charset=utf-8` : type;
  const headers = HeaderList.fromFlat(["content-type", contentType]);
  return isJson(type)
    ? { contentType, headers, isJson: true, encode: undefined }
    : { contentType, headers, isJson: false, encode: asItIs(type, where) };
}

function asItIs(mediaType: string, where: string): (value: unknown) => string {
  return (value) => {
    if (typeof value === "string") return value;
    if (value === null) return "";
    throw new SalukiError("INVALID_RESPONSE", {
      what: `a value of type ${typeof value} cannot be sent as ${mediaType}`,
      where,
      fix: "Return text, bytes or a response, or leave responseMediaType out for JSON",
    });
  };
}
