import { describe, expect, it } from "vitest";
import { HeaderList, type HttpResponse } from "../../src/http/index.ts";
import { html, json, redirect, text } from "../../src/responses/index.ts";

describe.each([
  ["json", (init?: object) => json("x", init), '"x"', "application/json"],
  ["text", (init?: object) => text("x", init), "x", "text/plain; charset=utf-8"],
  ["html", (init?: object) => html("x", init), "x", "text/html; charset=utf-8"],
] as [string, (init?: object) => HttpResponse, string, string][])("%s", (_, make, body, contentType) => {
  it("makes a response of its content type", () => {
    const response = make();
    expect(response).toMatchObject({ status: 200, body });
    expect([...response.headers]).toEqual([["content-type", contentType]]);
  });

  it("takes a status and headers", () => {
    const response = make({ status: 404, headers: { "x-a": "1" } });
    expect(response.status).toBe(404);
    expect([...response.headers]).toEqual([
      ["x-a", "1"],
      ["content-type", contentType],
    ]);
  });

  it("leaves a content type of yours", () => {
    expect(make({ headers: { "Content-Type": "text/x" } }).headers.getAll("content-type")).toEqual([
      "text/x",
    ]);
  });

  it("shares nothing with other responses or with the headers given", () => {
    const headers = new HeaderList({ "x-a": "1" });
    make({ headers }).headers.set("x-a", "2");
    make().headers.set("content-type", "changed");
    expect([...headers]).toEqual([["x-a", "1"]]);
    expect(make().headers.get("content-type")).toBe(contentType);
  });
});

describe("redirect", () => {
  it("keeps the method unless told otherwise", () => {
    expect(redirect("/new")).toMatchObject({ status: 307, body: null });
    expect(redirect("/new", 303).status).toBe(303);
    expect([...redirect("/new", 308, { headers: { "cache-control": "no-store" } }).headers]).toEqual([
      ["cache-control", "no-store"],
      ["location", "/new"],
    ]);
  });

  it.each([
    ["/a/b?c=d&e=f#g", "/a/b?c=d&e=f#g"],
    ["https://a.test:8080/~user/[x]@y:z;v=1,2*'(!)$+=", "https://a.test:8080/~user/[x]@y:z;v=1,2*'(!)$+="],
    ["/a b", "/a%20b"],
    ["/café", "/caf%C3%A9"],
    ["/💩", "/%F0%9F%92%A9"],
    ["/\ud800", "/%EF%BF%BD"],
    ["/a%20b%zz", "/a%20b%zz"],
    ['/"<>\\^`{|}', "/%22%3C%3E%5C%5E%60%7B%7C%7D"],
    ["/\\evil.test", "/%5Cevil.test"],
    ["", ""],
    [new URL("https://a.test/é"), "https://a.test/%C3%A9"],
  ])("makes a URL of %s", (url, location) => {
    expect(redirect(url).headers.get("location")).toBe(location);
  });

  it.each(["/a\r\nSet-Cookie: x=y", "/a\nb", "/a\rb", "/a\0", "/a\tb", "/a\x7f"])("refuses %j", (url) => {
    expect(() => redirect(url)).toThrow(TypeError);
  });
});
