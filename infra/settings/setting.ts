import { z } from 'zod';
import { readDuration } from '../duration.ts';
import { UserError } from '../user-error.ts';

/** One setting, read from an environment variable. */
export interface Setting<Schema extends z.ZodType = z.ZodType> {
  readonly schema: Schema;
  readonly meaning: string;
  /** The default as the help texts show it. */
  readonly unset: string;
}

/** Settings by the name of their variable. */
export type SettingTable = Readonly<Record<string, Setting>>;

/** The values of a table's settings. */
export type ValuesOf<Table extends SettingTable> = {
  [Name in keyof Table]: z.infer<Table[Name]['schema']>;
};

/** Reads and checks all settings of a table. Throws a `UserError` that names each bad one, all at once. */
export function readSettings<Table extends SettingTable>(
  table: Table,
  env: NodeJS.ProcessEnv,
): ValuesOf<Table> {
  stopForBadSettings([table], env);
  const read = Object.entries(table).map(([name, { schema }]) => [name, schema.parse(env[name])]);
  return Object.fromEntries(read) as ValuesOf<Table>;
}

/** Throws one `UserError` that names every bad setting of these tables, if there are any. */
export function stopForBadSettings(tables: readonly SettingTable[], env: NodeJS.ProcessEnv): void {
  const problems = tables.flatMap((table) => problemsIn(table, env));
  if (problems.length > 0) throw new UserError(`bad settings in the environment: ${problems.join('; ')}`, 2);
}

const problemsIn = (table: SettingTable, env: NodeJS.ProcessEnv): string[] =>
  Object.entries(table).flatMap(([name, { schema }]) => {
    const parsed = schema.safeParse(env[name]);
    return parsed.success ? [] : parsed.error.issues.map(({ message }) => `${name}: ${message}`);
  });

/** Name, meaning and default of each setting, for help texts. */
export const tableOf = (table: SettingTable): { name: string; meaning: string; unset: string }[] =>
  Object.entries(table).map(([name, { meaning, unset }]) => ({ name, meaning, unset }));

export const text = z.string().min(1);

/** Of a server, so without the part behind a question mark, to which no path could be added. */
export const httpUrl = z
  .url({ protocol: /^https?$/, message: 'should be a URL such as "https://host:8081"' })
  .refine((url) => !/[?#]/.test(url), 'should be a URL without ? and #');

export function optional<Schema extends z.ZodType>(
  schema: Schema,
  meaning: string,
  unset: string,
): Setting<z.ZodOptional<Schema>> {
  return { schema: schema.optional(), meaning, unset };
}

export function byDefault<Schema extends z.ZodType>(
  unset: string,
  schema: Schema,
  meaning: string,
): Setting<z.ZodPrefault<Schema>> {
  return { schema: schema.prefault(unset as z.input<Schema>), meaning, unset: `\`${unset}\`` };
}

export function localStack(usual: string): string {
  return `the running local stack's, else \`${usual}\``;
}

export function oneOf<const Choices extends readonly string[]>(...choices: Choices) {
  return z.enum(choices, `should be one of ${choices.join(', ')}`);
}

/** In milliseconds. */
export function duration(words: string, context: z.RefinementCtx): number {
  const value = readDuration(words);
  if (value !== undefined && value > 0) return value;
  context.addIssue({ code: 'custom', message: 'should be a duration with its unit, such as "24 hours"' });
  return z.NEVER;
}
