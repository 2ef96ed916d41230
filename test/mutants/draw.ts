import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseSync, type Node } from 'oxc-parser';
import { randomOf } from '../fuzz/random.ts';
import { onOneLine, type Mutant } from './mutant.ts';
import { changesOf } from './operators.ts';

/** What is mutated: the pure core. */
export const FOLDERS = ['workflows/bridge/interceptors', 'consumers/bridge'] as const;

/** Every mutant of the folders, in the order of their files and places. */
export const allMutants = (root: string, folders: readonly string[] = FOLDERS): Mutant[] =>
  folders.flatMap((folder) =>
    readdirSync(join(root, folder))
      .filter((name) => name.endsWith('.ts'))
      .toSorted()
      .flatMap((name) => mutantsOf(`${folder}/${name}`, readFileSync(join(root, folder, name), 'utf8'))),
  );

/** Every mutant of one file, by its syntax tree. */
export function mutantsOf(file: string, text: string): Mutant[] {
  const { program, errors } = parseSync(file, text);
  if (errors.length > 0) throw new Error(`${file}: ${errors[0]!.message}`);
  const codeOf = ({ start, end }: { readonly start: number; readonly end: number }) => text.slice(start, end);
  const mutants: Mutant[] = [];
  walk(program, undefined, (node, parent) => {
    for (const { kind, at, instead } of changesOf({ node, parent, codeOf })) {
      const code = onOneLine(codeOf(at));
      const alike = mutants.filter(
        (other) => other.kind === kind && other.code === code && other.instead === instead,
      );
      mutants.push({
        ...{ file, kind, instead, code, start: at.start, end: at.end, nth: alike.length + 1 },
        line: text.slice(0, at.start).split('\n').length,
      });
    }
  });
  return mutants;
}

/** So many of them, each as likely as any other; the same for the same seed. */
export function sampleOf(mutants: readonly Mutant[], count: number, seed: number): Mutant[] {
  const random = randomOf(seed);
  const left = [...mutants];
  const drawn: Mutant[] = [];
  while (drawn.length < count && left.length > 0) drawn.push(...left.splice(random.below(left.length), 1));
  return drawn.toSorted((one, other) => mutants.indexOf(one) - mutants.indexOf(other));
}

/** Types have no code behind them, and imports nothing to change. */
function walk(
  node: Node,
  parent: Node | undefined,
  visit: (node: Node, parent: Node | undefined) => void,
): void {
  if (/^(TS(?!AsExpression|SatisfiesExpression|NonNull)|ImportDeclaration)/.test(node.type)) return;
  visit(node, parent);
  for (const child of Object.values(node).flat()) if (isNode(child)) walk(child, node, visit);
}

const isNode = (value: unknown): value is Node =>
  typeof value === 'object' && value !== null && typeof (value as { type?: unknown }).type === 'string';
