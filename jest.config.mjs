// @ts-check
/**
 * Five projects: `unit` needs only this checkout; `integration` and `laws` get real servers, started once for all
 * files; `cluster` gets three brokers as well; `containers` starts its own in a Docker engine. Sources are ESM with .ts extensions, which swc compiles;
 * `test/run.ts` starts Jest with the right options.
 */
import { existsSync } from 'node:fs';
import { namesOfFiles } from './test/file-sets.mjs';

const swc = /** @type {import('@swc/core').Config} */ ({
  swcrc: false,
  sourceMaps: 'inline',
  module: { type: 'es6' },
  jsc: { target: 'es2024', parser: { syntax: 'typescript' } },
});

const names = namesOfFiles();

const shared = {
  testEnvironment: 'node',
  extensionsToTreatAsEsm: ['.ts'],
  transform: { '\\.ts$': ['@swc/jest', swc] },
  modulePathIgnorePatterns: ['<rootDir>/dist/', '<rootDir>/\\.ktb/'],
};

/**
 * The servers of the integration tests are brought up, and down, in one place.
 *
 * @param {'setup' | 'teardown'} moment
 * @param {string} folder
 */
const servers = (moment, folder = 'integration') => {
  const file = `test/${folder}/global-${moment}.ts`;
  const key = moment === 'setup' ? 'globalSetup' : 'globalTeardown';
  return existsSync(new URL(file, import.meta.url)) ? { [key]: `<rootDir>/${file}` } : {};
};

/** @type {import('jest').Config} */
export default {
  projects: [
    {
      ...shared,
      displayName: 'unit',
      testMatch: [`<rootDir>/test/**/${names}`],
      testPathIgnorePatterns: ['/node_modules/', '<rootDir>/test/(integration|laws|cluster|containers)/'],
    },
    {
      ...shared,
      ...servers('setup'),
      ...servers('teardown'),
      displayName: 'integration',
      testMatch: [`<rootDir>/test/integration/**/${names}`],
    },
    {
      ...shared,
      ...servers('setup'),
      ...servers('teardown'),
      displayName: 'laws',
      testMatch: [`<rootDir>/test/laws/${names}`],
    },
    {
      ...shared,
      ...servers('setup', 'cluster'),
      ...servers('teardown', 'cluster'),
      displayName: 'cluster',
      testMatch: [`<rootDir>/test/cluster/${names}`],
    },
    {
      ...shared,
      displayName: 'containers',
      testMatch: [`<rootDir>/test/containers/${names}`],
    },
  ],
};
