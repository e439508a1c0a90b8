import type { Command } from "./command.ts";
import { flagName, type Option } from "./options.ts";

const WIDTH = 100;

const FILE_HELP = paragraph(
  "FILE is the module that exports the application, as default or as `app`. FILE:NAME takes another export, and calls " +
    "it where it is a function that makes the application.",
);

/** The help of `saluki` itself. */
export function generalHelp(commands: Readonly<Record<string, { readonly summary: string }>>): string {
  const rows = Object.entries(commands).map(([name, { summary }]): Row => [`${name} FILE`, summary]);
  return `Usage: saluki COMMAND FILE [OPTION...]

Commands:
${columns(rows)}

Options:
${columns([
  ["-h, --help", "show this help; behind a command, that of the command"],
  ["-v, --version", "show the version"],
])}

${FILE_HELP}
`;
}

/** The help of one command. */
export function commandHelp(command: Pick<Command, "name" | "description" | "options">): string {
  const rows = Object.entries(command.options).map(([name, option]): Row => {
    const { placeholder, summary, fallback } = option;
    const left = `--${flagName(name)}${option.kind === "flag" ? "" : ` ${placeholder ?? choicesOf(option)}`}`;
    return [left, fallback === undefined ? summary : `${summary} (default: ${fallback})`];
  });
  return `Usage: saluki ${command.name} FILE [OPTION...]

${paragraph(command.description)}

${FILE_HELP}

Options:
${columns([...rows, ["-h, --help", "show this help"]])}
`;
}

type Row = readonly [left: string, right: string];

function choicesOf(option: Option): string {
  return option.kind === "choice" ? option.choices.join("|") : "VALUE";
}

/** Two columns; what is too long for the second goes on in its next line. */
function columns(rows: readonly Row[]): string {
  const indent = Math.max(...rows.map(([left]) => left.length)) + 4;
  return rows
    .map(([left, right]) => {
      const lines = wrap(right, WIDTH - indent);
      return `  ${left.padEnd(indent - 2)}${lines.join(`\n${" ".repeat(indent)}`)}`;
    })
    .join("\n");
}

function paragraph(text: string): string {
  return wrap(text.replace(/\s+/g, " "), WIDTH).join("\n");
}

function wrap(text: string, width: number): string[] {
  const lines: string[] = [];
  let line = "";
  for (const word of text.split(" ")) {
    if (line !== "" && line.length + 1 + word.length > width) {
      lines.push(line);
      line = word;
    } else {
      line = line === "" ? word : `${line} ${word}`;
    }
  }
  return [...lines, line];
}
