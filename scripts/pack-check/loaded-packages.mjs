// Run inside a project that has installed the package: imports `saluki` and prints, as JSON, the packages that came
// with it. Modules are seen by a hook of the loader, what they `require` by the cache of CommonJS.
import { createRequire, register } from "node:module";
import { MessageChannel, receiveMessageOnPort } from "node:worker_threads";

const hook = `
  let port;
  export const initialize = (data) => { port = data.port; };
  export async function resolve(specifier, context, next) {
    const resolved = await next(specifier, context);
    port.postMessage(resolved.url);
    return resolved;
  }
`;
const { port1, port2 } = new MessageChannel();
register(`data:text/javascript,${encodeURIComponent(hook)}`, {
  parentURL: import.meta.url,
  data: { port: port2 },
  transferList: [port2],
});

await import("saluki");

const urls = Object.keys(createRequire(import.meta.url).cache);
for (let message = receiveMessageOnPort(port1); message; message = receiveMessageOnPort(port1))
  urls.push(message.message);
port1.close();

const packages = new Set();
for (const url of urls) {
  const name = /.*\/node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(url.replaceAll("\\", "/"))?.[1];
  if (name !== undefined && name !== "saluki") packages.add(name);
}
console.log(JSON.stringify([...packages].sort()));
