import fc from "fast-check";
import { afterEach, describe, expect, it, vi } from "vitest";
import { CookieJar } from "../../src/testing/index.ts";

afterEach(() => {
  vi.useRealTimers();
});

function sent(jar: CookieJar, url: string): string {
  return jar
    .cookiesFor(new URL(url))
    .map((cookie) => cookie.join("="))
    .join("; ");
}

function stored(setCookie: string, from = "http://a.test/dir/page"): CookieJar {
  const jar = new CookieJar();
  jar.store(setCookie, new URL(from));
  return jar;
}

describe("CookieJar", () => {
  it.each([
    // RFC 6265 §5.2: name and value
    ["a=1", "http://a.test/dir/", "a=1"],
    ["  a  =  1  ; HttpOnly", "http://a.test/dir/", "a=1"],
    ["a=b=c", "http://a.test/dir/", "a=b=c"],
    ['a="1"', "http://a.test/dir/", 'a="1"'],
    ["a=", "http://a.test/dir/", "a="],
    ["=1", "http://a.test/dir/", ""],
    ["novalue", "http://a.test/dir/", ""],
    // §5.1.4: paths
    ["a=1", "http://a.test/dir", "a=1"],
    ["a=1", "http://a.test/dir/deeper/page", "a=1"],
    ["a=1", "http://a.test/directory", ""],
    ["a=1", "http://a.test/", ""],
    ["a=1; Path=/", "http://a.test/other", "a=1"],
    ["a=1; PATH=/x/", "http://a.test/x/y", "a=1"],
    ["a=1; Path=/x/", "http://a.test/x", ""],
    ["a=1; Path=relative", "http://a.test/dir/", "a=1"],
    ["a=1; Path", "http://a.test/dir/", "a=1"],
    // §5.1.3: domains
    ["a=1; Path=/", "http://sub.a.test/", ""],
    ["a=1; Path=/; Domain=a.test", "http://sub.a.test/", "a=1"],
    ["a=1; Path=/; Domain=.A.Test", "http://a.test/", "a=1"],
    ["a=1; Path=/; Domain=a.test", "http://nota.test/", ""],
    ["a=1; Path=/; Domain=b.test", "http://b.test/", ""],
    ["a=1; Path=/; Domain=sub.a.test", "http://sub.a.test/", ""],
    ["a=1; Path=/; Domain=", "http://a.test/", "a=1"],
    // §5.4: Secure
    ["a=1; Path=/; Secure", "http://a.test/", ""],
    ["a=1; Path=/; secure", "https://a.test/", "a=1"],
    // §5.2.1, §5.2.2: the end
    ["a=1; Path=/; Max-Age=0", "http://a.test/", ""],
    ["a=1; Path=/; Max-Age=-1", "http://a.test/", ""],
    ["a=1; Path=/; Max-Age=soon", "http://a.test/", "a=1"],
    ["a=1; Path=/; Expires=Thu, 01 Jan 1970 00:00:00 GMT", "http://a.test/", ""],
    ["a=1; Path=/; Expires=Fri, 31-Dec-9999 23:59:59 GMT", "http://a.test/", "a=1"],
    ["a=1; Path=/; Expires=never", "http://a.test/", "a=1"],
    ["a=1; Path=/; Expires=Thu, 01 Jan 1970 00:00:00 GMT; Max-Age=60", "http://a.test/", "a=1"],
  ])("of %s sends to %s: %j", (setCookie, url, expected) => {
    expect(sent(stored(setCookie), url)).toBe(expected);
  });

  it("gives addresses no subdomains", () => {
    expect(sent(stored("a=1; Path=/; Domain=0.0.1", "http://127.0.0.1/"), "http://127.0.0.1/")).toBe("");
    expect(sent(stored("a=1; Path=/; Domain=127.0.0.1", "http://127.0.0.1/"), "http://127.0.0.1/")).toBe(
      "a=1",
    );
  });

  it("forgets a cookie when its time has come", () => {
    vi.useFakeTimers();
    const jar = stored("a=1; Path=/; Max-Age=60");
    vi.advanceTimersByTime(59_000);
    expect(sent(jar, "http://a.test/")).toBe("a=1");
    vi.advanceTimersByTime(2000);
    expect(sent(jar, "http://a.test/")).toBe("");
    expect(jar.get("a")).toBeUndefined();
  });

  it("replaces a cookie of the same name, domain and path, and no other", () => {
    const jar = stored("a=1; Path=/");
    jar.store("a=2; Path=/", new URL("http://a.test/"));
    jar.store("a=3; Path=/dir", new URL("http://a.test/"));
    expect(sent(jar, "http://a.test/dir")).toBe("a=3; a=2");
  });

  it("removes a cookie that is set with an end in the past", () => {
    const jar = stored("a=1; Path=/");
    jar.store("a=; Path=/; Max-Age=0", new URL("http://a.test/"));
    expect([...jar]).toEqual([]);
  });

  it("keeps what a test sets, for every host or one of them", () => {
    const jar = new CookieJar();
    jar.set("a", "1");
    jar.set("b", "2", { domain: "b.test", path: "/x" });
    expect(sent(jar, "http://anywhere.test/")).toBe("a=1");
    expect(sent(jar, "http://sub.b.test/x/y")).toBe("b=2; a=1");
    expect(jar.get("b")).toBe("2");
    jar.delete("a");
    expect([...jar]).toEqual([["b", "2"]]);
    jar.clear();
    expect([...jar]).toEqual([]);
  });

  it("takes any text for a Set-Cookie without harm", () => {
    const attribute = fc.constantFrom(
      "Path",
      "Domain",
      "Expires",
      "Max-Age",
      "Secure",
      "a",
      "=",
      ";",
      " ",
      "\t",
    );
    fc.assert(
      fc.property(fc.array(fc.oneof(attribute, fc.string())), (parts) => {
        const jar = stored(parts.join(""));
        for (const [name] of jar) expect(name).not.toBe("");
        sent(jar, "http://b.test/");
        expect(sent(jar, "http://other.test/")).toBe("");
      }),
    );
  });
});
