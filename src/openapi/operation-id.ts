/** `getItemsByItemId` for GET /items/{itemId}; `getRoot` for GET /. */
export function operationIdFromPath(method: string, path: string): string {
  const words = path.split("/").filter((segment) => segment !== "");
  const parts = words.flatMap((segment) =>
    segment
      .split(/(\{[^}]*\})/)
      .map((part) => (part.startsWith("{") ? `By${pascal(part.slice(1, -1).split(":")[0]!)}` : pascal(part))),
  );
  return method.toLowerCase() + (parts.join("") || "Root");
}

/** `Read Items` for `readItems`, `read_items` and `read-items`. */
export function title(name: string): string {
  return name
    .replace(/([a-z0-9])([A-Z])/g, "$1 $2")
    .split(/[^A-Za-z0-9]+/)
    .filter((word) => word !== "")
    .map((word) => word[0]!.toUpperCase() + word.slice(1))
    .join(" ");
}

export function pascal(text: string): string {
  return text
    .split(/[^A-Za-z0-9]+/)
    .filter((word) => word !== "")
    .map((word) => word[0]!.toUpperCase() + word.slice(1))
    .join("");
}

/** The name of a function as far as it says something: an anonymous one has none. */
export function functionName(fn: Function): string {
  return /^[A-Za-z_$][\w$]*$/.test(fn.name) && fn.name !== "handler" && fn.name !== "default" ? fn.name : "";
}
