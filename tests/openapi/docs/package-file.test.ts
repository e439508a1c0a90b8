import { describe, expect, it } from "vitest";
import { readPackageFile } from "../../../src/openapi/docs/package-file.ts";

describe("readPackageFile", () => {
  it("says which package is missing and how to get it", async () => {
    const reading = readPackageFile({ package: "no-such-package", file: "bundle.js" });
    await expect(reading).rejects.toMatchObject({ name: "SalukiError", code: "MISSING_PACKAGE" });
    await expect(reading).rejects.toThrow("npm install no-such-package");
  });

  it("changes the text on its way where it is asked to", async () => {
    const bytes = await readPackageFile({
      package: "swagger-ui-dist",
      file: "package.json",
      edit: (text) => (JSON.parse(text) as { name: string }).name,
    });
    expect(new TextDecoder().decode(bytes)).toBe("swagger-ui-dist");
  });
});
