/**
 * `npm run mutants`: changes the pure core in one small place at a time, and sees whether a unit test notices.
 *
 *     test/mutants/main.ts [--sample N] [--seed S] [--json] [PATH]...
 *
 * Each change comes from the syntax tree: a comparison, a condition, a statement, a property. `--sample` draws so many,
 * with `--seed` the same ones again; those of `named.ts` are always among them, and with `--sample 0` alone. A path takes
 * only files whose names begin with it. Progress goes to stderr, the survivors and the score of each folder (or with --json
 * one object a mutant, as they are judged) to stdout. Exit code 1 if a score is below 90 %, or if a mutant survived that
 * survivors.json does not name; 2 for wrong usage.
 */
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { print, printJson, say } from '../../infra/output/print.ts';
import { allMutants, FOLDERS, sampleOf } from './draw.ts';
import { Judge, type Control, type Verdict } from './judge.ts';
import { nameOf, type Mutant } from './mutant.ts';
import { namedMutants } from './named.ts';
import { importsIn } from './related-tests.ts';
import { inWords, scoresOf } from './score.ts';
import { knownSurvivors } from './survivors.ts';

const root = join(import.meta.dirname, '..', '..');
const LEAST_SCORE = 90;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    sample: { type: 'string' },
    seed: { type: 'string', default: String(Date.now() % 1_000_000) },
    json: { type: 'boolean', default: false },
  },
});
const wrong = [values.sample ?? '1', values.seed].find((text) => !/^\d+$/.test(text));
if (wrong !== undefined) {
  say(`mutants: ${wrong} is no number`);
  process.exit(2);
}

const isAskedFor = ({ file }: Mutant) =>
  positionals.length === 0 || positionals.some((path) => file.startsWith(path));
const all = allMutants(root).filter(isAskedFor);
const drawn = values.sample === undefined ? all : sampleOf(all, Number(values.sample), Number(values.seed));
const mutants = [...namedMutants(root).filter(isAskedFor), ...drawn];
const known = knownSurvivors();
const started = performance.now();
const verdicts = await judged();

if (!values.json) for (const line of inWords(verdicts, FOLDERS, known)) print(line);
const scores = scoresOf(verdicts, FOLDERS);
say(`seed ${values.seed}, ${Math.round((performance.now() - started) / 1_000)} s`);
const isWeak = scores.some(({ score }) => score < LEAST_SCORE);
const isUnnamed = verdicts.some(({ mutant, noticed }) => noticed === undefined && !(nameOf(mutant) in known));
process.exit(isWeak || isUnnamed ? 1 : 0);

/** In the order of the mutants. */
async function judged(): Promise<Verdict[]> {
  const imports = importsIn(root);
  const controls = new Map<string, Promise<Control>>();
  const found = new Map<number, Verdict>();
  let next = 0;
  const work = async () => {
    const judge = new Judge(root, imports);
    for (let index = next++; index < mutants.length; index = next++) {
      const mutant = mutants[index]!;
      const control = controls.get(mutant.file) ?? judge.control(mutant.file);
      controls.set(mutant.file, control);
      const verdict = await judge.judge(mutant, await control);
      found.set(index, verdict);
      if (values.json) printJson({ ...mutant, name: nameOf(mutant), noticed: verdict.noticed });
      if (verdict.noticed === undefined) say(`  survived  ${mutant.line} ${nameOf(mutant)}`);
      if (found.size % 50 === 0) say(`  ${found.size} of ${mutants.length}`);
    }
    judge.close();
  };
  await Promise.all(Array.from({ length: Math.max(2, availableParallelism()) }, work));
  for (const [file, control] of controls)
    for (const test of (await control).leftOut)
      say(`  ${test} cannot be run twice, and was left out of ${file}`);
  return mutants.map((_, index) => found.get(index)!);
}
