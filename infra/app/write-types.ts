import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { generateFile, generateTypes, type Generated } from '../../schemas/bridge/generate.ts';
import { readRecordType } from '../../schemas/bridge/read-record-type.ts';
import type { RecordSchema } from '../../schemas/bridge/record-type.ts';
import { reasonOf, UserError } from '../user-error.ts';

/** A pure module, because workflows import from it. */
const LIBRARY = 'kafka-temporal-bridge/records';

/**
 * Writes the types of the `.avsc` files of a folder: to one file if `out` ends in `.ts`, else to a folder. Returns the
 * written paths. Throws a `UserError` that names every schema that cannot be used, and then writes nothing.
 */
export function writeTypes(folder: string, out: string): string[] {
  const schemas = readSchemas(folder);
  const generated: Generated = { madeBy: `from ${folder} by \`ktb types\``, library: LIBRARY };
  const isFile = out.endsWith('.ts');
  const files = orSay(folder, () =>
    isFile ? new Map([[out, generateFile(schemas, generated)]]) : generateTypes(schemas, generated),
  );
  return [...files].map(([name, text]) => {
    const path = isFile ? name : join(out, name);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text);
    return path;
  });
}

function readSchemas(folder: string): RecordSchema[] {
  const files = orSay(folder, () => readdirSync(folder))
    .filter((file) => file.endsWith('.avsc'))
    .sort();
  if (files.length === 0) throw new UserError(`--schemas ${folder}: there is no file that ends in .avsc`, 1);
  const problems: string[] = [];
  const schemas = files.flatMap((file) => {
    try {
      return [readRecordType(join(folder, file)).schema];
    } catch (error) {
      problems.push(reasonOf(error));
      return [];
    }
  });
  if (problems.length > 0) throw new UserError(problems.join('\n  '), 1);
  return schemas;
}

function orSay<T>(folder: string, work: () => T): T {
  try {
    return work();
  } catch (cause) {
    throw new UserError(`--schemas ${folder}: ${reasonOf(cause)}`, 1, { cause });
  }
}
