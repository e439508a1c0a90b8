import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { useShop } from "./support.ts";

const png = new Uint8Array([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 1, 2, 3]);
const jpeg = new Uint8Array([0xff, 0xd8, 0xff, 0xe0, 4, 5, 6]);
const webp = new TextEncoder().encode("RIFF\u0001\u0001\u0001\u0001WEBPVP8 ");

describe("the picture of an item", () => {
  const shop = useShop();
  const stored = () => readdir(join(shop.folder, "pictures")).catch(() => []);

  it.each([
    ["PNG", png, "image/png"],
    ["JPEG", jpeg, "image/jpeg"],
    ["WebP", webp, "image/webp"],
  ])("is kept as %s and shown to everybody", async (_, content, type) => {
    const staff = await shop.staff("items:write");
    const id = await shop.item();
    const response = await staff.put(`/items/${id}/picture`, { files: { picture: { content } } });
    expect(response.json()).toMatchObject({ id, pictureUrl: `http://testserver/items/${id}/picture` });

    const picture = await shop.visitor.get(`/items/${id}/picture`);
    expect(picture.headers.get("content-type")).toBe(type);
    expect([...picture.bytes()]).toEqual([...content]);
  });

  it.each([30_000, 2 * 1024 * 1024])("is kept whole when it has %i bytes", async (size) => {
    const staff = await shop.staff("items:write");
    const id = await shop.item();
    const content = new Uint8Array(size).fill(7);
    content.set(png);
    await staff.put(`/items/${id}/picture`, { files: { picture: { content } } });
    expect(Buffer.compare((await shop.visitor.get(`/items/${id}/picture`)).bytes(), content)).toBe(0);
  });

  it("is told by its bytes: the name and type that a client sends count for nothing", async () => {
    const staff = await shop.staff("items:write");
    const id = await shop.item();
    const file = { content: png, filename: "../../../evil.html", contentType: "text/html" };
    await staff.put(`/items/${id}/picture`, { files: { picture: file } });
    expect(await stored()).toEqual([expect.stringMatching(/^[0-9a-f-]{36}\.png$/)]);
    expect((await shop.visitor.get(`/items/${id}/picture`)).headers.get("content-type")).toBe("image/png");
  });

  it("takes the place of the one before, whose file goes", async () => {
    const staff = await shop.staff("items:write");
    const id = await shop.item();
    await staff.put(`/items/${id}/picture`, { files: { picture: { content: png } } });
    await staff.put(`/items/${id}/picture`, { files: { picture: { content: jpeg } } });
    expect(await stored()).toEqual([expect.stringMatching(/\.jpg$/)]);
  });

  it("goes with its item", async () => {
    const staff = await shop.staff("items:write");
    const id = await shop.item();
    await staff.put(`/items/${id}/picture`, { files: { picture: { content: png } } });
    await staff.delete(`/items/${id}`);
    expect(await stored()).toEqual([]);
  });

  it.each([
    [
      "415 for what is no picture",
      { content: "<svg/>", filename: "lamp.png", contentType: "image/png" },
      415,
    ],
    ["422 for an empty file", { content: "", filename: "lamp.png" }, 422],
    ["413 for a file that is too large", { content: new Uint8Array(2 * 1024 * 1024 + 1) }, 413],
  ])("answers %s, and keeps nothing", async (_, picture, status) => {
    const staff = await shop.staff("items:write");
    const id = await shop.item();
    expect((await staff.put(`/items/${id}/picture`, { files: { picture } })).status).toBe(status);
    expect(await stored()).toEqual([]);
  });

  it("answers 422 for a form without a picture", async () => {
    const staff = await shop.staff("items:write");
    const response = await staff.put(`/items/${await shop.item()}/picture`, { form: { name: "lamp" } });
    expect(response.json()).toMatchObject({ detail: [{ type: "missing", loc: ["body", "picture"] }] });
  });

  it("answers 404 for an item that is not there, or has none", async () => {
    const staff = await shop.staff("items:write");
    const id = await shop.item();
    expect((await staff.put("/items/77/picture", { files: { picture: { content: png } } })).status).toBe(404);
    expect((await shop.visitor.get(`/items/${id}/picture`)).status).toBe(404);
  });

  it("is set by those with the scope items:write", async () => {
    const id = await shop.item();
    const customer = await shop.customer();
    const files = { picture: { content: png } };
    expect((await shop.visitor.put(`/items/${id}/picture`, { files })).status).toBe(401);
    expect((await customer.put(`/items/${id}/picture`, { files })).status).toBe(403);
  });
});
