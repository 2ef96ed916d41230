/**
 * What unit tests take from `@jest/globals`, without Jest: a mutant is judged in a fraction of the time that Jest needs to
 * start. The expectations are Jest's own. `main.ts` sees first that all tests pass here on the code as it is.
 */
import { createRequire } from 'node:module';
import type { expect as Expect, jest as Jest } from '@jest/globals';

type Body = () => unknown;

/** Of one file. */
export interface Tests {
  readonly tests: { readonly name: string; readonly body: Body }[];
  readonly hooks: Record<'beforeAll' | 'afterAll' | 'beforeEach' | 'afterEach', Body[]>;
}

const none = (): Tests => ({
  tests: [],
  hooks: { beforeAll: [], afterAll: [], beforeEach: [], afterEach: [] },
});

let collected = none();
let prefix = '';

/** The tests of a file that is imported meanwhile. */
export async function collect(load: () => Promise<unknown>): Promise<Tests> {
  collected = none();
  await load();
  return collected;
}

const ofJest = createRequire(import.meta.resolve('@jest/globals'));

const { ModuleMocker } = ofJest('jest-mock') as {
  readonly ModuleMocker: new (global: object) => Pick<typeof Jest, 'fn' | 'spyOn'>;
};
/** What is changed by one test file stays so for the next ones, unless that file restores it. */
export const jest = new ModuleMocker(globalThis);

export const { expect } = ofJest('expect') as { readonly expect: typeof Expect };

const collectTest = (name: string, body: Body): void =>
  void collected.tests.push({ name: prefix + name, body });
export const it = eachOf(collectTest);
export const test = eachOf(collectTest);

export const describe = eachOf((name: string, body: Body) => {
  const before = prefix;
  prefix = `${before}${name} `;
  body();
  prefix = before;
});

export const beforeAll = (body: Body): void => void collected.hooks.beforeAll.push(body);
export const afterAll = (body: Body): void => void collected.hooks.afterAll.push(body);
export const beforeEach = (body: Body): void => void collected.hooks.beforeEach.push(body);
export const afterEach = (body: Body): void => void collected.hooks.afterEach.push(body);

function eachOf(declare: (name: string, body: Body) => void) {
  const each = (table: readonly unknown[]) => (name: string, body: (...row: unknown[]) => unknown) => {
    for (const [index, row] of table.entries())
      declare(`${name} ${index}`, () => body(...(Array.isArray(row) ? (row as unknown[]) : [row])));
  };
  return Object.assign(declare, { each });
}
