import { Depends } from "saluki";
import { z } from "zod";

const commaSeparated = z.string().transform((text) =>
  text
    .split(",")
    .map((part) => part.trim())
    .filter((part) => part !== ""),
);

const Environment = z.object({
  NODE_ENV: z.enum(["development", "test", "production"]).default("development"),
  HOST: z.string().default("127.0.0.1"),
  PORT: z.coerce.number().int().min(0).max(65_535).default(8000),
  /** `postgres://user:password@host/database`; without one the shop brings its own database along. */
  DATABASE_URL: z.url({ protocol: /^(postgres|postgresql|memory)$/ }).optional(),
  /** Where pictures are kept, and the database that the shop brings along. */
  DATA_DIR: z.string().default(".data/shop"),
  JWT_SECRET: z.string().min(32, "needs at least 32 characters").optional(),
  /** Origins whose pages may call the API, separated by commas. */
  CORS_ORIGINS: commaSeparated.default([]),
  LOG_LEVEL: z.enum(["debug", "info", "warn", "error", "silent"]).default("info"),
  /** The password of the demo accounts. In production there are none unless this is set. */
  DEMO_PASSWORD: z.string().min(12).optional(),
});

/** What can be set from outside, read once at start. */
export interface Settings {
  readonly production: boolean;
  readonly host: string;
  readonly port: number;
  readonly databaseUrl: string | undefined;
  readonly dataDir: string;
  readonly jwtSecret: string;
  /** Whether the secret was made for this start only: all tokens end with it. */
  readonly jwtSecretIsTemporary: boolean;
  readonly corsOrigins: readonly string[];
  readonly logLevel: z.infer<typeof Environment>["LOG_LEVEL"];
  readonly demoPassword: string | undefined;
}

/**
 * Reads the settings from environment variables; an empty one counts as not set.
 *
 * @throws Error that names every variable which is wrong
 */
export function readSettings(environment: Record<string, string | undefined> = process.env): Settings {
  const given = Object.entries(environment).filter(([, value]) => value !== "");
  const parsed = Environment.safeParse(Object.fromEntries(given));
  if (!parsed.success) {
    throw new Error(`The environment is not valid:\n${z.prettifyError(parsed.error)}`);
  }
  const values = parsed.data;
  const production = values.NODE_ENV === "production";
  if (production && values.JWT_SECRET === undefined) {
    throw new Error("JWT_SECRET has to be set in production: at least 32 random characters");
  }
  return {
    production,
    host: values.HOST,
    port: values.PORT,
    databaseUrl: values.DATABASE_URL,
    dataDir: values.DATA_DIR,
    jwtSecret: values.JWT_SECRET ?? randomText(32),
    jwtSecretIsTemporary: values.JWT_SECRET === undefined,
    corsOrigins: values.CORS_ORIGINS,
    logLevel: values.LOG_LEVEL,
    demoPassword: values.DEMO_PASSWORD ?? (production ? undefined : randomText(9)),
  };
}

/** The settings as a dependency. `createApp` replaces it where it is given others. */
export const CurrentSettings = Depends(() => readSettings(), { scope: "app" });

/** Text that nobody can guess, of so many random bytes. */
function randomText(bytes: number): string {
  return Buffer.from(crypto.getRandomValues(new Uint8Array(bytes))).toString("base64url");
}
