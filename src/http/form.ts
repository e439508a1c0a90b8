import { HTTPException } from "./exception.ts";
import { MultiMap } from "./multi-map.ts";
import { parseUrlEncoded } from "./query.ts";
import { UploadFile } from "./upload-file.ts";

/** The fields of a form: text and files by name. */
export class FormFields extends MultiMap<string | UploadFile> {
  /** Removes the temporary files of the form. Whoever has parsed it has to call this once the request is done. */
  async dispose(): Promise<void> {
    const removals: Promise<void>[] = [];
    for (const [, value] of this) if (value instanceof UploadFile) removals.push(value.dispose());
    await Promise.all(removals);
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.dispose();
  }
}

/** Limits on the text fields of a form. */
export interface FormLimits {
  /** Most text fields; more is answered 400. @default 1000 */
  readonly maxFields?: number | undefined;
  /** Most bytes of one text field; more is answered 400. @default 1_048_576 (1 MiB) */
  readonly maxFieldSize?: number | undefined;
}

export const DEFAULT_MAX_FIELDS = 1000;
export const DEFAULT_MAX_FIELD_SIZE = 1024 * 1024;

export function tooManyFields(limit: number): HTTPException {
  return new HTTPException(400, `Too many form fields: at most ${limit} are accepted`);
}

export function fieldTooLarge(limit: number): HTTPException {
  return new HTTPException(400, `A form field is larger than ${limit} bytes`);
}

/**
 * Reads a form of type `application/x-www-form-urlencoded` (WHATWG URL §5.1).
 *
 * @throws HTTPException 400 past a limit
 */
export function parseUrlEncodedForm(body: Uint8Array | string, limits: FormLimits = {}): FormFields {
  const { maxFields = DEFAULT_MAX_FIELDS, maxFieldSize = DEFAULT_MAX_FIELD_SIZE } = limits;
  const text =
    typeof body === "string"
      ? body
      : Buffer.from(body.buffer, body.byteOffset, body.byteLength).toString("utf8");
  const fields = new FormFields();
  // A field cannot be too large where the whole text is not; three bytes of UTF-8 are the most per UTF-16 unit.
  const suspicious = text.length * 3 > maxFieldSize;
  if (!parseUrlEncoded(text, maxFields, fields)) throw tooManyFields(maxFields);
  if (suspicious) {
    for (const [, value] of fields) {
      if (typeof value === "string" && Buffer.byteLength(value) > maxFieldSize)
        throw fieldTooLarge(maxFieldSize);
    }
  }
  return fields;
}
