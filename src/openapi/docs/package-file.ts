import { SalukiError } from "../../errors.ts";

/** A file of an installed package. */
export interface PackageFile {
  readonly package: string;
  /** Its path in the package. */
  readonly file: string;
  /** Changes the text of the file before it is served. */
  readonly edit?: (text: string) => string;
}

/** The bytes of the file. Throws `SalukiError` with code `MISSING_PACKAGE` where there is no such file. */
export async function readPackageFile(source: PackageFile): Promise<Uint8Array> {
  // Imported here because edge run-times may have no such modules, and most processes never show a page.
  const { createRequire } = await import("node:module");
  const { readFile } = await import("node:fs/promises");
  let path: string;
  try {
    path = createRequire(import.meta.url).resolve(`${source.package}/${source.file}`);
  } catch (cause) {
    throw new SalukiError("MISSING_PACKAGE", {
      what: `the documentation page needs ${source.file} of the package ${source.package}, which is not installed`,
      fix: `Run \`npm install ${source.package}\`, or turn the page off.`,
      cause,
    });
  }
  const bytes = await readFile(path);
  return source.edit === undefined ? bytes : new TextEncoder().encode(source.edit(bytes.toString("utf8")));
}
