/**
 * `npm run -s fuzz -- [--inputs N] [--seed S] [--only INDEX] [--json]`: bad records by the thousand, through decode and
 * route. Exit code 0: every one became a command or a rejection within bounds. 1: one did not, or an option is wrong.
 */
import { parseArgs } from 'node:util';
import { fuzz, type FuzzReport, type Measured } from './fuzz.ts';

try {
  const { inputs, seed, only, json } = options();
  const report = await fuzz(seed, only === undefined ? upTo(inputs) : [only]);
  process.stdout.write(json ? `${JSON.stringify(report)}\n` : inWords(report));
  process.exitCode = report.findings.length === 0 ? 0 : 1;
} catch (error) {
  process.stderr.write(`fuzz: ${(error as Error).message}\n`);
  process.exitCode = 1;
}

function options() {
  const { values } = parseArgs({
    options: {
      inputs: { type: 'string', default: '20000' },
      seed: { type: 'string', default: '1' },
      only: { type: 'string' },
      json: { type: 'boolean', default: false },
    },
  });
  return {
    inputs: numberOf('inputs', values.inputs),
    seed: numberOf('seed', values.seed),
    only: values.only === undefined ? undefined : numberOf('only', values.only),
    json: values.json,
  };
}

function numberOf(name: string, text: string): number {
  if (!/^\d{1,15}$/.test(text)) throw new Error(`--${name} ${text}: must be a number, 0 or more`);
  return Number(text);
}

function* upTo(count: number): Generator<number> {
  for (let index = 0; index < count; index += 1) yield index;
}

function inWords({ inputs, seconds, verdicts, slowest, largestHeapGrowth, findings }: FuzzReport): string {
  const counts = Object.entries(verdicts).map(([verdict, count]) => `${count} ${verdict}`);
  return [
    `${inputs} inputs in ${seconds.toFixed(1)} s: ${counts.join(', ')}`,
    ...(slowest ? [`slowest: ${slowest.ms.toFixed(1)} ms, ${described(slowest)}`] : []),
    ...(largestHeapGrowth
      ? [`largest heap growth: ${largestHeapGrowth.heapBytes} bytes, ${described(largestHeapGrowth)}`]
      : []),
    ...findings.map((finding) => `FOUND ${described(finding)}: ${finding.what}`),
    '',
  ].join('\n');
}

function described({ seed, index, kind, bytes, verdict }: Measured): string {
  return `a ${kind} one of ${bytes} bytes, ${verdict} (--seed ${seed} --only ${index})`;
}
