import ts from "typescript-5.9";

/**
 * What a module gives to its users: one line for each export, its kind and its name. Made with TypeScript 5.9,
 * because TypeScript 7 has no such interface for JavaScript.
 */
export function apiReport(program: ts.Program, entry: string): string {
  const checker = program.getTypeChecker();
  const source = program.getSourceFile(entry);
  const module = source === undefined ? undefined : checker.getSymbolAtLocation(source);
  if (module === undefined) throw new Error(`${entry} is not there, or exports nothing`);
  const lines = checker.getExportsOfModule(module).map((symbol) => {
    const target = symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol;
    return `${kindsOf(symbol, target).join(", ")} ${symbol.name}`;
  });
  return lines.length === 0 ? "" : `${lines.sort(byName).join("\n")}\n`;
}

const KINDS: readonly (readonly [flag: ts.SymbolFlags, kind: string, isType: boolean])[] = [
  [ts.SymbolFlags.Class, "class", false],
  [ts.SymbolFlags.Function, "function", false],
  [ts.SymbolFlags.Variable, "const", false],
  [ts.SymbolFlags.Interface, "interface", true],
  [ts.SymbolFlags.TypeAlias, "type", true],
  [ts.SymbolFlags.Module, "namespace", false],
];

/** One name may be a value and a type at once: `const, type Header`. */
function kindsOf(symbol: ts.Symbol, target: ts.Symbol): string[] {
  const kinds = KINDS.filter(([flag]) => (target.flags & flag) !== 0);
  if (kinds.length === 0) throw new Error(`cannot tell what the export ${symbol.name} is`);
  const typeOnly =
    symbol.declarations?.some((declaration) => ts.isTypeOnlyExportDeclaration(declaration)) ?? false;
  return kinds.map(([, kind, isType]) => (typeOnly && !isType ? `type of ${kind}` : kind));
}

function byName(a: string, b: string): number {
  const [nameA, nameB] = [a, b].map((line) => line.slice(line.lastIndexOf(" ") + 1)) as [string, string];
  return nameA < nameB ? -1 : nameA > nameB ? 1 : a < b ? -1 : 1;
}
