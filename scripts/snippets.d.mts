export function snippetsOf(markdown: string): { line: number; code: string }[];
