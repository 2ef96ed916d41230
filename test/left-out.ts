/** How the name of a test says why it is left out: the only thing about it that Jest passes on to those who count. */

const REASON = / \(left out: (.+)\)$/s;

export const leftOut = (name: string, reason: string): string => `${name} (left out: ${reason})`;

/** Undefined where the name gives none. */
export function reasonIn(name: string): string | undefined {
  return REASON.exec(name)?.[1];
}

export const withoutReason = (name: string): string => name.replace(REASON, '');
