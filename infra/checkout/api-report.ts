/**
 * `npm run api`: writes docs/api.md, every export of each entry of the package with its declaration, so that a changed
 * export is a diff. `npm run check` compares.
 *
 *     node infra/checkout/api-report.ts [--check]
 *
 * Exit code 1 with `--check` if the page does not match the sources.
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { exportsOf } from './declarations.ts';

const root = join(import.meta.dirname, '..', '..');
const page = join(root, 'docs', 'api.md');

const INTRODUCTION = `# What the package exports

Every export of each entry, as TypeScript declares it. The page is written by \`npm run api\`, and \`npm run check\` compares it with the sources. The comment of an export in the sources, which your editor shows, describes it.
`;

const report = reportOf(entries());
if (!process.argv.includes('--check')) writeFileSync(page, report);
else if (readFileSync(page, 'utf8') !== report) {
  process.stdout.write(`docs/api.md does not match the exports of the package: run \`npm run api\`\n`);
  process.stdout.write(firstDifference(readFileSync(page, 'utf8'), report));
  process.exitCode = 1;
}

/** Each entry of the package, and its declaration file in the build folder. */
function entries(): [entry: string, file: string][] {
  const { exports } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
    exports: Record<string, { types: string }>;
  };
  return Object.entries(exports).map(([path, { types }]) => [
    `kafka-temporal-bridge${path.slice(1)}`,
    types.replace('./dist/', ''),
  ]);
}

function reportOf(all: readonly (readonly [entry: string, file: string])[]): string {
  const folder = mkdtempSync(join(tmpdir(), 'ktb-api-'));
  try {
    const tsc = join(root, 'node_modules', '.bin', 'tsc');
    const to = ['--emitDeclarationOnly', '--removeComments', '--outDir', folder];
    execFileSync(process.execPath, [tsc, '-p', join(root, 'tsconfig.build.json'), ...to], { cwd: root });
    const sections = all.map(([entry, file]) => {
      const declarations = [...exportsOf(join(folder, file), sourceOf)].sort(([a], [b]) => (a < b ? -1 : 1));
      const code = declarations.map(([, text]) => text).join('\n');
      return `\n## \`${entry}\`\n\n\`\`\`ts\n${code}\n\`\`\`\n`;
    });
    return INTRODUCTION + sections.join('');
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** The declaration file of an imported module; undefined for a package. */
function sourceOf(from: string, specifier: string): string | undefined {
  if (!specifier.startsWith('.')) return undefined;
  return resolve(dirname(from), specifier.replace(/\.(ts|js)$/, '.d.ts').replace(/\.mjs$/, '.d.mts'));
}

function firstDifference(before: string, after: string): string {
  const [old, now] = [before.split('\n'), after.split('\n')];
  const at = now.findIndex((line, index) => line !== old[index]);
  return `line ${at + 1}\n  docs/api.md: ${old[at] ?? ''}\n  the sources: ${now[at] ?? ''}\n`;
}
