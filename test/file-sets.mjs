// @ts-check
/**
 * Which test files run. A slow one says so in its name, `*.slow.test.ts`: `npm test` leaves those out, so that a person
 * can wait for it.
 */

/** Set for Jest by `test/run.ts`: one of the names of `FILE_SETS`; default `all`. */
export const FILE_SET = 'KTB_TEST_FILES';

/** The end of a file's name, as Jest's glob. */
const FILE_SETS = { all: '*.test.ts', quick: '!(*.slow).test.ts', slow: '*.slow.test.ts' };

/** @typedef {keyof typeof FILE_SETS} FileSet */

export const namesOfFiles = () =>
  FILE_SETS[/** @type {FileSet} */ (process.env[FILE_SET] ?? 'all')] ?? FILE_SETS.all;
