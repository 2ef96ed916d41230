import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Why a mutant may survive, for each that is known to; see `nameOf`. */
export const knownSurvivors = (): Readonly<Record<string, string>> => {
  const byReason = JSON.parse(readFileSync(join(import.meta.dirname, 'survivors.json'), 'utf8')) as Readonly<
    Record<string, readonly string[]>
  >;
  return Object.fromEntries(
    Object.entries(byReason).flatMap(([reason, names]) => names.map((name) => [name, reason])),
  );
};
