import { nameOf } from './mutant.ts';
import type { Verdict } from './judge.ts';

export interface Score {
  readonly folder: string;
  readonly mutants: number;
  readonly noticed: number;
  /** In percent. */
  readonly score: number;
}

/** Of each folder that has mutants. */
export const scoresOf = (verdicts: readonly Verdict[], folders: readonly string[]): Score[] =>
  folders.flatMap((folder) => {
    const inside = verdicts.filter(
      ({ mutant }) => mutant.kind !== 'named' && mutant.file.startsWith(`${folder}/`),
    );
    const noticed = inside.filter((verdict) => verdict.noticed !== undefined).length;
    const score = Math.floor((1_000 * noticed) / inside.length) / 10;
    return inside.length === 0 ? [] : [{ folder, mutants: inside.length, noticed, score }];
  });

/** The survivors, each with the reason if it is a known one, and the scores. */
export function inWords(
  verdicts: readonly Verdict[],
  folders: readonly string[],
  known: Readonly<Record<string, string>>,
): string[] {
  const named = verdicts.filter(({ mutant }) => mutant.kind === 'named');
  const survivors = verdicts.filter(({ noticed }) => noticed === undefined);
  return [
    ...survivors.flatMap(({ mutant }) => {
      const name = nameOf(mutant);
      return [
        `${mutant.file}:${mutant.line}  ${name.slice(mutant.file.length + 2)}`,
        `    ${known[name] ?? 'NOT NAMED'}`,
      ];
    }),
    ...(named.length === 0
      ? []
      : [
          `named lines: ${named.filter(({ noticed }) => noticed !== undefined).length} of ${named.length} noticed`,
        ]),
    ...scoresOf(verdicts, folders).map(
      ({ folder, mutants, noticed, score }) => `${folder}: ${noticed} of ${mutants} noticed, ${score} %`,
    ),
  ];
}
