import type { Dicer } from "@fastify/busboy";
import { parseFormDataDisposition } from "./content-disposition.ts";
import { HTTPException } from "./exception.ts";
import {
  DEFAULT_MAX_FIELD_SIZE,
  DEFAULT_MAX_FIELDS,
  FormFields,
  type FormLimits,
  fieldTooLarge,
  tooManyFields,
} from "./form.ts";
import { HeaderList } from "./headers.ts";
import { parseMediaType } from "./media-type.ts";
import { Spool } from "./spool.ts";
import { UploadFile } from "./upload-file.ts";

const MiB = 1024 * 1024;

/** What {@link MultipartLimits.maxTotalSize} is where nobody says it. */
export const DEFAULT_MAX_TOTAL_SIZE = 100 * MiB;

/** Limits on a multipart form. All of them hold while the form is read: nothing is kept that goes past one. */
export interface MultipartLimits extends FormLimits {
  /** Most files; more is answered 400. @default 1000 */
  readonly maxFiles?: number | undefined;
  /** Most bytes of one file; more is answered 413. @default no limit but that of `maxTotalSize` */
  readonly maxFileSize?: number | undefined;
  /** Most bytes of all text fields together, which are kept in memory; more is answered 413. @default 16 MiB */
  readonly maxTextSize?: number | undefined;
  /** Most bytes of the whole body; more is answered 413. @default 100 MiB */
  readonly maxTotalSize?: number | undefined;
  /** Most bytes of the header fields of one part; more is answered 400. @default 8192 */
  readonly maxHeaderSize?: number | undefined;
  /** Most bytes of all files together that are kept in memory; what goes past goes to disk. @default 1 MiB */
  readonly maxMemory?: number | undefined;
  /** Where temporary files are made. @default the system's directory for them */
  readonly temporaryDirectory?: string | undefined;
}

// RFC 2046 §5.1.1
const BOUNDARY = /^[0-9A-Za-z'()+_,\-./:=? ]{0,69}[0-9A-Za-z'()+_,\-./:=?]$/;

/**
 * Reads a form of type `multipart/form-data` (RFC 7578) as it arrives. Large files go to temporary files, which
 * {@link FormFields.dispose} removes; when reading fails, they are gone by the time the promise rejects. The next
 * piece of the body is asked for only when the last one is in memory or on disk.
 *
 * A part without a file name is text, whatever its type. A file without name and content is what browsers send
 * for a file field left empty: it is left out.
 *
 * @throws HTTPException 400 or 413: malformed, or past a limit
 */
export async function parseMultipart(
  body: AsyncIterable<Uint8Array>,
  contentType: string,
  limits: MultipartLimits = {},
): Promise<FormFields> {
  const boundary = parseMediaType(contentType)?.parameters.get("boundary");
  if (boundary === undefined) throw new HTTPException(400, "Missing boundary in multipart.");
  if (!BOUNDARY.test(boundary)) throw malformed();
  const { maxTotalSize = DEFAULT_MAX_TOTAL_SIZE, maxHeaderSize = 8192 } = limits;

  // Loaded by the first form that comes: most applications never take one.
  const busboy = await import("@fastify/busboy");
  // Dicer cuts header blocks off at its limit without a word, so it gets more room than what is accepted.
  const config = { boundary, maxHeaderSize: 2 * maxHeaderSize };
  const reader = new MultipartReader(new busboy.Dicer(config), { ...limits, maxHeaderSize });
  try {
    let total = 0;
    for await (const piece of body) {
      total += piece.length;
      if (total > maxTotalSize) throw formTooLarge(maxTotalSize);
      await reader.write(piece);
    }
    return await reader.end();
  } catch (error) {
    await reader.discard();
    throw error;
  }
}

/** The refusal of a form that is longer than a limit, as it announces or as it turns out. */
export function formTooLarge(limit: number): HTTPException {
  return new HTTPException(413, `The form is larger than ${limit} bytes`);
}

function malformed(cause?: unknown): HTTPException {
  return new HTTPException(400, "Invalid multipart data.", { cause });
}

interface TextPart {
  readonly name: string;
  pieces: Uint8Array[];
  size: number;
  text: string;
}

interface FilePart {
  readonly name: string;
  readonly filename: string;
  readonly contentType: string | undefined;
  readonly headers: HeaderList;
  readonly spool: Spool;
  ended: boolean;
}

type FormPart = TextPart | FilePart;

/**
 * Turns Dicer's events into fields. Event handlers only collect, at most one piece of the body; {@link write}
 * brings it to disk before it returns.
 */
class MultipartReader {
  readonly #dicer: Dicer;
  readonly #limits: MultipartLimits & { readonly maxHeaderSize: number };
  readonly #parts: FormPart[] = [];
  /** Files that got bytes or ended since the last {@link write}. */
  readonly #touched = new Set<FilePart>();
  #fieldCount = 0;
  #fileCount = 0;
  #textSize = 0;
  #fileMemory = 0;
  #openParts = 0;
  #finished = false;
  #failure: unknown = undefined;
  #settled: (() => void) | undefined = undefined;
  #written: (() => void) | undefined = undefined;

  constructor(dicer: Dicer, limits: MultipartLimits & { readonly maxHeaderSize: number }) {
    this.#dicer = dicer;
    this.#limits = limits;
    dicer.on("part", (stream) => this.#onPart(stream));
    dicer.on("error", (error: Error) => this.#fail(malformed(error)));
    dicer.on("finish", () => {
      this.#finished = true;
      this.#settle();
    });
  }

  async write(piece: Uint8Array): Promise<void> {
    // What follows the closing delimiter is an epilogue, which is to be ignored (RFC 2046 §5.1.1).
    if (this.#finished) return;
    // Dicer never calls back for a piece with the closing delimiter and 16 KiB or more of the part before it.
    await new Promise<void>((resolve) => {
      this.#written = resolve;
      this.#dicer.write(piece, () => resolve());
    });
    await this.#flush();
  }

  async end(): Promise<FormFields> {
    await new Promise<void>((resolve) => {
      this.#settled = resolve;
      if (!this.#finished) this.#dicer.end();
      this.#settle();
    });
    await this.#flush();
    const fields = new FormFields();
    for (const part of this.#parts) {
      if ("pieces" in part) fields.append(part.name, part.text);
      else if (part.filename !== "" || part.spool.size > 0) fields.append(part.name, toUploadFile(part));
    }
    return fields;
  }

  async discard(): Promise<void> {
    this.#fail(new Error("discarded"));
    this.#dicer.destroy();
    const spools = this.#parts.flatMap((part) => ("spool" in part ? [part.spool] : []));
    // The error that brought us here matters more than one of cleaning up.
    await Promise.allSettled(spools.map((spool) => spool.discard()));
  }

  #onPart(stream: Dicer.PartStream): void {
    let part: FormPart | undefined;
    this.#openParts++;
    stream.on("error", (error) => this.#fail(malformed(error)));
    stream.on("header", (header) => {
      if (this.#failure === undefined) part = this.#open(header as Record<string, string[]>);
    });
    // Listening from the start: a part whose header never ends has no content, but an end.
    stream.on("data", (piece) => {
      if (part !== undefined && this.#failure === undefined) this.#take(part, piece as Buffer);
    });
    stream.on("end", () => {
      this.#openParts--;
      if (part === undefined) this.#fail(malformed());
      else this.#close(part);
      this.#settle();
    });
  }

  #open(header: Record<string, string[]>): FormPart | undefined {
    const { maxFields = DEFAULT_MAX_FIELDS, maxFiles = 1000, maxHeaderSize } = this.#limits;
    let size = 0;
    for (const [name, values] of Object.entries(header)) {
      for (const value of values) size += name.length + value.length + 4;
    }
    if (size > maxHeaderSize) {
      return this.#fail(
        new HTTPException(400, `The headers of a form field are larger than ${maxHeaderSize} bytes`),
      );
    }
    const disposition = parseFormDataDisposition(header["content-disposition"]?.[0] ?? "");
    if (disposition === undefined) return this.#fail(malformed());

    const { name, filename } = disposition;
    if (filename === undefined) {
      if (++this.#fieldCount > maxFields) return this.#fail(tooManyFields(maxFields));
      return this.#add({ name, pieces: [], size: 0, text: "" });
    }
    if (++this.#fileCount > maxFiles) {
      return this.#fail(new HTTPException(400, `Too many files: at most ${maxFiles} are accepted`));
    }
    const headers = headerList(header);
    if (headers === undefined) return this.#fail(malformed());
    const contentType = headers.get("content-type");
    return this.#add({ name, filename, contentType, headers, spool: new Spool(), ended: false });
  }

  #add(part: FormPart): FormPart {
    this.#parts.push(part);
    return part;
  }

  #take(part: FormPart, piece: Buffer): void {
    const { maxFieldSize = DEFAULT_MAX_FIELD_SIZE, maxTextSize = 16 * MiB } = this.#limits;
    if ("pieces" in part) {
      part.size += piece.length;
      this.#textSize += piece.length;
      if (part.size > maxFieldSize) this.#fail(fieldTooLarge(maxFieldSize));
      else if (this.#textSize > maxTextSize) {
        this.#fail(
          new HTTPException(413, `The text fields of the form are larger than ${maxTextSize} bytes`),
        );
      } else part.pieces.push(piece);
      return;
    }
    const { maxFileSize = Number.POSITIVE_INFINITY } = this.#limits;
    if (part.spool.size + piece.length > maxFileSize) {
      this.#fail(new HTTPException(413, `A file of the form is larger than ${maxFileSize} bytes`));
      return;
    }
    if (part.spool.path === undefined) this.#fileMemory += piece.length;
    part.spool.push(piece);
    this.#touched.add(part);
  }

  /** Pieces are views of pieces of the body: kept, a field of one byte would hold 64 KiB. So they are copied here. */
  #close(part: FormPart): void {
    if ("pieces" in part) {
      part.text = Buffer.concat(part.pieces).toString("utf8");
      part.pieces = [];
    } else {
      part.ended = true;
      if (part.spool.path === undefined) part.spool.take();
      this.#touched.add(part);
    }
  }

  async #flush(): Promise<void> {
    if (this.#failure !== undefined) throw this.#failure;
    const { maxMemory = MiB, temporaryDirectory } = this.#limits;
    // The largest first: when memory is short, that file frees the most of it.
    const touched = [...this.#touched].sort((a, b) => b.spool.size - a.spool.size);
    this.#touched.clear();
    for (const part of touched) {
      const { spool } = part;
      if (spool.path !== undefined) await spool.spill();
      else if (this.#fileMemory > maxMemory) {
        this.#fileMemory -= spool.size;
        await spool.spill(temporaryDirectory);
      }
      if (part.ended) await spool.close();
    }
  }

  #fail(error: unknown): undefined {
    this.#failure ??= error;
    this.#settle();
  }

  #settle(): void {
    if (this.#failure === undefined && !(this.#finished && this.#openParts === 0)) return;
    this.#written?.();
    this.#settled?.();
  }
}

function headerList(header: Record<string, string[]>): HeaderList | undefined {
  try {
    return new HeaderList(
      Object.entries(header).flatMap(([name, values]) => values.map((value) => [name, value] as const)),
    );
  } catch {
    return undefined;
  }
}

function toUploadFile({ filename, contentType, headers, spool }: FilePart): UploadFile {
  const content = spool.path === undefined ? spool.take() : { path: spool.path, size: spool.size };
  return new UploadFile({ filename, contentType, headers, content });
}
