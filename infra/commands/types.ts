import { Command } from 'commander';
import { print, printJson } from '../output/print.ts';

interface Options {
  readonly schemas: string;
  readonly out: string;
  readonly json?: boolean;
}

const HELP = `
--out FILE.ts writes one file; --out DIR writes one for each first part of a namespace: tickets.v1 goes to tickets.ts.
Generate again after a schema has changed. Exit codes: 0 written; 1 a schema cannot be used, and nothing is written.

Example: ktb types --schemas schemas --out records.ts`;

/** `ktb types`. */
export const typesCommand = () =>
  new Command('types')
    .description('Write TypeScript types, and record types for routes and outcomes, of Avro record schemas.')
    .requiredOption('--schemas <dir>', 'the folder of the schemas, files that end in .avsc')
    .requiredOption('--out <path>', 'the file or the folder to write')
    .option('--json', 'one JSON line: the files that were written')
    .addHelpText('after', HELP)
    .action(async ({ schemas, out, json }: Options) => {
      const { writeTypes } = await import('../app/write-types.ts');
      const files = writeTypes(schemas, out);
      if (json) printJson({ files });
      else for (const file of files) print(file);
    });
