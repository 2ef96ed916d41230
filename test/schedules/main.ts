/**
 * `npm run -s schedules -- [--runs N] [--seed S] [--without fence|watermark|lane|guard] [--json]`: drawn interleavings of
 * what can happen to the bridge, through its own code, without servers. Exit code 0: all laws held in each. 1: one was
 * broken, and the shortest steps that break it are printed; or an option is wrong.
 */
import { parseArgs } from 'node:util';
import type { Report, Violation } from './schedules.ts';
import { runInShards } from './shards.ts';
import { WITHOUT, type Part } from './without.ts';

try {
  const { json, ...options } = optionsOf();
  const onProgress = (runs: number) => process.stderr.write(`  … ${runs} of ${options.runs}\n`);
  const report = await runInShards(options, onProgress);
  process.stdout.write(json ? `${JSON.stringify(report)}\n` : reportInWords(report));
  process.exitCode = report.violations.length === 0 ? 0 : 1;
} catch (error) {
  process.stderr.write(`schedules: ${(error as Error).message}\n`);
  process.exitCode = 1;
}

function optionsOf() {
  const { values } = parseArgs({
    options: {
      runs: { type: 'string', default: '100000' },
      seed: { type: 'string', default: '1' },
      without: { type: 'string' },
      json: { type: 'boolean', default: false },
    },
  });
  return {
    runs: numberOf('runs', values.runs),
    seed: numberOf('seed', values.seed),
    without: partOf(values.without),
    json: values.json,
  };
}

function numberOf(name: string, text: string): number {
  if (!/^\d{1,9}$/.test(text)) throw new Error(`--${name} ${text}: must be a number, 0 or more`);
  return Number(text);
}

function partOf(name: string | undefined): Part | undefined {
  if (name !== undefined && !Object.hasOwn(WITHOUT, name))
    throw new Error(`--without ${name}: there are ${Object.keys(WITHOUT).join(', ')}`);
  return name as Part | undefined;
}

function reportInWords({ seed, runs, seconds, happened, violations }: Report): string {
  const counts = Object.entries(happened).map(([what, count]) => `${count} ${what}`);
  const speed = Math.round(runs / seconds);
  return [
    `${runs} schedules in ${seconds.toFixed(1)} s, ${speed} a second (--seed ${seed}): ${violations.length} violations`,
    `in them: ${counts.join(', ')}`,
    ...violations.flatMap(violationInWords),
    '',
  ].join('\n');
}

function violationInWords({ laws, story }: Violation): string[] {
  return ['', ...laws.map((law) => `BROKEN ${law}`), 'by these steps, and what happens in each:', ...story];
}
