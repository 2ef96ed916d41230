/** A small change of one file, by which it does something else. */
export interface Mutant {
  /** From the root of the checkout. */
  readonly file: string;
  readonly start: number;
  readonly end: number;
  /** What is in its place. */
  readonly instead: string;
  /** Counted from 1. */
  readonly line: number;
  /** The original code, on one line. */
  readonly code: string;
  readonly kind: string;
  /** Of those in the file that are alike, counted from 1. */
  readonly nth: number;
}

/** The file's text with the change. */
export const mutated = (text: string, { start, end, instead }: Mutant): string =>
  text.slice(0, start) + instead + text.slice(end);

const MAX_SHOWN = 100;

export const onOneLine = (code: string): string => {
  const line = code.replaceAll(/\s+/g, ' ').trim();
  return line.length > MAX_SHOWN ? `${line.slice(0, MAX_SHOWN)}…` : line;
};

/** What a mutant is called in the list of survivors: it outlives lines that are added in front of it. */
export const nameOf = ({ file, kind, code, instead, nth }: Mutant): string =>
  `${file}: ${kind}: ${code} -> ${onOneLine(instead) || 'nothing'}${nth > 1 ? ` (${nth})` : ''}`;
