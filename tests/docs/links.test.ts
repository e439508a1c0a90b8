import { existsSync, readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { FOLDER, pages } from "./page.ts";

const OTHERS = ["README.md", "ARCHITECTURE.md", "CONTRIBUTING.md", "CHANGELOG.md", "examples/README.md"];

it.each([...pages().map((page) => `docs/${page}`), ...OTHERS])(
  "links of %s lead to files and headings that exist",
  (path) => {
    const file = new URL(`../${path}`, FOLDER);
    const broken = linksOf(file).filter((link) => !leadsSomewhere(link, file));
    expect(broken).toEqual([]);
  },
);

it("docs/README.md lists every page", () => {
  const listed = linksOf(new URL("README.md", FOLDER));
  expect(pages().filter((page) => page !== "README.md" && !listed.includes(page))).toEqual([]);
});

/** The links that stay in the repository. */
function linksOf(file: URL): string[] {
  const links = [...textOf(file).matchAll(/\]\(([^)\s]+)\)/g)].map(([, link]) => link!);
  return links.filter((link) => !/^[a-z]+:/.test(link));
}

function leadsSomewhere(link: string, from: URL): boolean {
  const [path = "", heading] = link.split("#");
  const file = path === "" ? from : new URL(path, from);
  if (!existsSync(file)) return false;
  return heading === undefined || headingsOf(file).includes(heading);
}

/** The headings of a page, as GitHub names their anchors. */
function headingsOf(file: URL): string[] {
  return [...textOf(file).matchAll(/^#+ (.+)$/gm)].map(([, heading]) =>
    heading!
      .toLowerCase()
      .replace(/[^\p{L}\p{N}\s_-]/gu, "")
      .replace(/\s/g, "-"),
  );
}

/** Without blocks of code: what looks like a link or heading there is none. */
function textOf(file: URL): string {
  return readFileSync(file, "utf8").replace(/^```.*?^```$/gms, "");
}
