import { describe, expect, it } from "vitest";
import { HeaderList, HTTPException, HttpResponse, WebSocketUpgrade } from "../../src/http/index.ts";
import { FileResponse } from "../../src/responses/index.ts";

// A module of the same text at another address, as a second copy of the package is one.
const copyOf = async (path: string) => (await import(`${path}?copy`)) as Record<string, never>;

describe("two copies of the package in one process", () => {
  it("know each other's responses, exceptions and headers", async () => {
    const { HttpResponse: Other } = (await copyOf("../../src/http/response.ts")) as unknown as {
      HttpResponse: typeof HttpResponse;
    };
    const { HTTPException: OtherException } = (await copyOf("../../src/http/exception.ts")) as unknown as {
      HTTPException: typeof HTTPException;
    };
    expect(Other).not.toBe(HttpResponse);
    expect(new Other("x")).toBeInstanceOf(HttpResponse);
    expect(new HttpResponse("x")).toBeInstanceOf(Other);
    expect(new OtherException(404)).toBeInstanceOf(HTTPException);
    expect(new Other("x").headers).toBeInstanceOf(HeaderList);
  });

  it("tell classes and those that extend them apart as ever", () => {
    const upgrade = new WebSocketUpgrade(() => ({ message() {}, closed() {} }));
    expect(upgrade).toBeInstanceOf(HttpResponse);
    expect(upgrade).toBeInstanceOf(WebSocketUpgrade);
    expect(upgrade).not.toBeInstanceOf(FileResponse);
    expect(new HttpResponse("x")).not.toBeInstanceOf(WebSocketUpgrade);
    expect({}).not.toBeInstanceOf(HttpResponse);
    expect(null).not.toBeInstanceOf(HttpResponse);
  });
});
