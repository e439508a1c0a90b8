import { once } from "node:events";
import { copyFile, mkdir, mkdtemp, readFile, rename, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { connect } from "node:tls";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { SalukiError } from "../../src/errors.ts";
import { HttpResponse } from "../../src/http/index.ts";
import { CertificateWatch, readCertificate } from "../../src/server/certificate-files.ts";
import { serve } from "../../src/server/index.ts";
import { Certificates } from "../../src/server/tls-certificates.ts";

const pem = (file: string) => fileURLToPath(new URL(`./certificates/${file}`, import.meta.url));

describe("a certificate in files", () => {
  let folder: string;
  let files: { certFile: string; keyFile: string };

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "saluki-"));
    files = { certFile: join(folder, "tls.crt"), keyFile: join(folder, "tls.key") };
    await put("localhost");
  });

  afterEach(async () => {
    vi.useRealTimers();
    await rm(folder, { recursive: true });
  });

  async function put(name: string, into = folder): Promise<void> {
    await copyFile(pem(`${name}.crt`), join(into, "tls.crt"));
    await copyFile(pem(`${name}.key`), join(into, "tls.key"));
  }

  describe("that is looked at", () => {
    const used: string[] = [];
    const errors: unknown[] = [];
    let watch: CertificateWatch;

    beforeEach(async () => {
      used.length = errors.length = 0;
      watch = new CertificateWatch(files, await readCertificate(files), {
        use: (certificate) => {
          new Certificates(certificate);
          used.push(String(certificate.cert));
        },
        onError: (error) => errors.push(error),
      });
    });

    afterEach(() => watch.stop());

    it("is used when it has changed, and only then", async () => {
      await watch.look();
      expect(used).toHaveLength(0);
      await put("a.example");
      await watch.look();
      await watch.look();
      expect(used).toEqual([(await readCertificate(files)).cert]);
      await put("localhost");
      await watch.look();
      expect(used).toHaveLength(2);
      expect(errors).toEqual([]);
    });

    it("is waited for while only one of its files is there, without a word", async () => {
      await copyFile(pem("a.example.crt"), files.certFile);
      await watch.look();
      await copyFile(pem("a.example.key"), files.keyFile);
      await watch.look();
      expect(used).toHaveLength(1);
      expect(errors).toEqual([]);
    });

    it.each<[string, () => Promise<void>]>([
      ["files that do not fit together", () => copyFile(pem("a.example.key"), files.keyFile)],
      ["an empty file", () => writeFile(files.keyFile, "")],
      ["half a file", () => writeFile(files.certFile, "-----BEGIN CERTIFICATE-----\nMIIB")],
      ["a file that is gone", () => rm(files.certFile)],
    ])("stays what it was for %s; an error is told once, at the second look", async (_, spoil) => {
      await spoil();
      await watch.look();
      expect(errors).toHaveLength(0);
      await watch.look();
      await watch.look();
      expect(errors).toHaveLength(1);
      expect(String(errors[0])).toContain(`${files.certFile} and ${files.keyFile} have changed`);
      expect(used).toHaveLength(0);
      await put("a.example");
      await watch.look();
      expect(used).toHaveLength(1);
    });

    it("is found where a symbolic link above it is turned to another folder", async () => {
      // As Kubernetes does: tls.crt -> ..data/tls.crt, ..data -> ..1.
      for (const [name, certificate] of [
        ["..1", "localhost"],
        ["..2", "a.example"],
      ] as const) {
        await mkdir(join(folder, name));
        await put(certificate, join(folder, name));
      }
      await symlink("..1", join(folder, "..data"));
      for (const file of ["tls.crt", "tls.key"]) {
        await rm(join(folder, file));
        await symlink(join("..data", file), join(folder, file));
      }
      await watch.look();
      expect(used).toHaveLength(0);
      await symlink("..2", join(folder, "..data_tmp"));
      await rename(join(folder, "..data_tmp"), join(folder, "..data"));
      await watch.look();
      expect(used).toHaveLength(1);
    });
  });

  it("is the server's, and is looked at every 10 seconds until it stops", async () => {
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
    const errors: unknown[] = [];
    const server = await serve(() => new HttpResponse("ok"), {
      port: 0,
      tls: files,
      onError: (error) => errors.push(error),
    });
    const shown = async () => {
      const socket = connect({ port: server.port, host: "127.0.0.1", rejectUnauthorized: false });
      await once(socket, "secureConnect");
      const { CN } = socket.getPeerCertificate().subject;
      socket.destroy();
      return CN;
    };
    expect(await shown()).toBe("localhost");
    await put("a.example");
    await vi.advanceTimersByTimeAsync(9_999);
    expect(await shown()).toBe("localhost");
    await vi.advanceTimersByTimeAsync(1);
    // The files are read meanwhile.
    while ((await shown()) !== "a.example") {}
    await put("wildcard.b.example");
    while ((await shown()) !== "*.b.example") await vi.advanceTimersByTimeAsync(10_000);
    const closed = server.close({ deadline: 0 });
    await vi.advanceTimersByTimeAsync(0);
    await closed;
    expect(vi.getTimerCount()).toBe(0);
    expect(errors).toEqual([]);
  });

  it("is no longer looked at once the server was given another one", async () => {
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
    const server = await serve(() => new HttpResponse("ok"), { port: 0, tls: files });
    expect(vi.getTimerCount()).toBe(1);
    server.setTls(await readCertificate(files));
    expect(vi.getTimerCount()).toBe(0);
    await server.close({ deadline: 0 });
  });

  it.each(["certFile", "keyFile"] as const)("has to be there at the start: %s", async (option) => {
    const tls = { ...files, [option]: join(folder, "none") };
    const error = await serve(() => new HttpResponse("ok"), { port: 0, tls }).catch((reason) => reason);
    expect(error).toBeInstanceOf(SalukiError);
    expect(error.message).toContain(`tls.${option} cannot be read`);
  });

  it("is not looked for where its members are there and undefined", async () => {
    const tls = { cert: await readFile(files.certFile), key: await readFile(files.keyFile) };
    const absent = { certFile: undefined, keyFile: undefined } as object;
    const server = await serve(() => new HttpResponse("ok"), { port: 0, tls: { ...tls, ...absent } });
    await server.close({ deadline: 0 });
  });

  it.each([
    ["tls.keyFile is missing", { keyFile: undefined }],
    ["tls.certFile is missing", { certFile: undefined }],
    ["in files and one in PEM", { cert: "PEM", key: "PEM" }],
  ])("is not all that there has to be, or more than that: %s", async (message, members) => {
    const tls = { ...files, ...members } as typeof files;
    const error = await serve(() => new HttpResponse("ok"), { port: 0, tls }).catch((reason) => reason);
    expect(error).toBeInstanceOf(SalukiError);
    expect(error.message).toContain(message);
  });
});
