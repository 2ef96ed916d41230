import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { onOneLine, type Mutant } from './mutant.ts';

/** Lines that once could be taken away without a test that noticed it, inside of the core and outside. */
const LINES: readonly (readonly [file: string, code: string, instead: string])[] = [
  [
    'workflows/bridge/interceptors/once-guard.ts',
    'finally {\n      await this.#run.untilHandled();',
    'finally {',
  ],
  [
    'workflows/bridge/interceptors/once-guard.ts',
    'await this.#run.untilHandled();\n    const headers',
    'const headers',
  ],
  ['workflows/bridge/interceptors/once-guard.ts', "if (event?.op === 'start') this.#seen.add(event);", ''],
  ['infra/kafka/assignment.ts', 'for (const { worker } of this.#workers.values()) worker.close();', ''],
  ['infra/kafka/assignment.ts', 'if (this.over.aborted || !commit) return;', 'if (!commit) return;'],
  ['infra/kafka/kafkajs/partition-writer.ts', 'if (!isKnown) producer = undefined;', ''],
  ['infra/kafka/kafkajs/source/batches.ts', 'if (!isCurrent()) return;\n        if (paused)', 'if (paused)'],
  [
    'consumers/bridge/send-command.ts',
    '...startOptionsOf(command),\n        ...ONE_RUN,',
    '...startOptionsOf(command),',
  ],
];

/** The mutants of these lines; throws if one of the lines is not there any more, so that it is taken out here, too. */
export const namedMutants = (root: string): Mutant[] =>
  LINES.map(([file, code, instead]) => {
    const text = readFileSync(join(root, file), 'utf8');
    const start = text.indexOf(code);
    if (start === -1) throw new Error(`${file} has no line ${onOneLine(code)}`);
    return {
      ...{ file, kind: 'named', instead, nth: 1, start, end: start + code.length, code: onOneLine(code) },
      line: text.slice(0, start).split('\n').length,
    };
  });
