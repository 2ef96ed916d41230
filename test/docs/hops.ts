import { page } from './pages.ts';

/** A function that docs/architecture.md names: `file:function`. */
export interface Hop {
  readonly file: string;
  readonly name: string;
}

/** The functions that are named in a section of docs/architecture.md, in its order. Throws if there is none. */
export function hopsOf(heading: string): Hop[] {
  const { text } = page('docs/architecture.md');
  const section = text.split(/^#+ /m).find((one) => one.startsWith(`${heading}\n`));
  const hops = [...(section ?? '').matchAll(/`([\w./-]+\.ts):(\w+)`/g)].map(([, file = '', name = '']) => ({
    file,
    name,
  }));
  if (hops.length === 0) throw new Error(`docs/architecture.md names no function under "${heading}"`);
  return hops;
}

export const hopText = ({ file, name }: Hop): string => `${file}:${name}`;
