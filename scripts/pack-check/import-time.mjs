// Run inside a project that has installed the package: prints how many milliseconds `import "saluki"` takes.
const start = performance.now();
await import("saluki");
console.log((performance.now() - start).toFixed(1));
