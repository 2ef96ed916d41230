import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { commandsIn, readGuide } from '../integration/documented-files.ts';
import { pages, type Page } from './pages.ts';

/**
 * Every command that a document says to type is run by a test. A test either reads the command from the document
 * (`readGuide('docs/demo.md')`, then `typed('npm run demo')`), or is listed here with the file that runs it.
 */
const RUN_BY: Readonly<Record<string, { readonly file: string; readonly as?: string }>> = {
  'npm run demo': { file: '.ci/run' },
  'npm run images': { file: '.ci/run' },
  'npm run compose:up': { file: '.ci/run' },
  'npm run compose:down': { file: '.ci/run' },
  'npm run check': { file: '.ci/run' },
  'npm test': { file: '.ci/run' },
  'npm run test:all -- --rest': { file: '.ci/run' },
  'npm run test:cluster': { file: '.ci/run' },
  'npm run test:postgresql': { file: '.ci/run' },
  'npm run test:laws': { file: '.ci/run' },
  'npm run test:laws -- --mutate': { file: '.ci/run' },
  'npm run books -- --orders 500 --seed 1': { file: '.ci/run' },
  'npm run ktb -- services check http://127.0.0.1:8090': {
    file: 'test/infra/orders/conformance.test.ts',
    as: "'services', 'check', ",
  },
  'npm run soak -- --records 2000 --seed 1': { file: '.ci/run' },
  'npm run outage -- --minutes 1': { file: '.ci/run' },
  'npm run fuzz -- --inputs 100000 --seed 1': { file: '.ci/run' },
  'npm run test:kafka-java -- --logs 200 --seed 1': { file: '.ci/run' },
  // From the registry of npm, which has no version of this checkout: the tests install what they packed.
  'npm install kafka-temporal-bridge': { file: 'test/integration/package.slow.test.ts', as: 'npm install ' },
  'npm run ktb -- stack down': { file: 'test/integration/stack.slow.test.ts', as: "ktb(['stack', 'down'], " },
};

const root = join(import.meta.dirname, '..', '..');
const read = (file: string) => readFileSync(join(root, file), 'utf8');

/** `npm run -s` only says less. */
const withoutSilence = (text: string) => text.replaceAll('npm run -s ', 'npm run ');

const tests = readdirSync(join(root, 'test'), { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.test.ts'))
  .map((name) => read(join('test', name)));

/** The commands of a document that tests read from it to run them. */
function readByTests({ path }: Page): string[] {
  return tests.flatMap((test) =>
    [...test.matchAll(/\{([^}]*)\} = readGuide\('([^']+)'\)/g)]
      .filter(([, , guide]) => guide === path)
      .flatMap(([, names = '']) => {
        const [, typed = 'typed'] = /typed: (\w+)/.exec(names) ?? [];
        const starts = [...test.matchAll(new RegExp(`\\b${typed}\\('([^']+)'\\)`, 'g'))];
        return starts.map(([, start = '']) => readGuide(path).typed(start));
      }),
  );
}

describe.each(pages)('$path', (page) => {
  it('says to type only what tests run', () => {
    const run = new Set([...readByTests(page), ...Object.keys(RUN_BY)].map(withoutSilence));
    expect(commandsIn(page.text).filter((command) => !run.has(withoutSilence(command)))).toEqual([]);
  });

  it('names only npm scripts that there are', () => {
    const { scripts } = JSON.parse(read('package.json')) as { scripts: Record<string, string> };
    const named = [...page.text.matchAll(/npm run (?:-s )?([\w:-]+)/g)].map(([, script = '']) => script);
    expect(named.filter((script) => !Object.hasOwn(scripts, script))).toEqual([]);
  });
});

it.each(Object.entries(RUN_BY))('%s is in the file that runs it', (command, { file, as = command }) => {
  expect(withoutSilence(read(file))).toContain(withoutSilence(as));
});

it('lists no command that no document has', () => {
  const typed = new Set(pages.flatMap(({ text }) => commandsIn(text)).map(withoutSilence));
  expect(Object.keys(RUN_BY).filter((command) => !typed.has(withoutSilence(command)))).toEqual([]);
});
