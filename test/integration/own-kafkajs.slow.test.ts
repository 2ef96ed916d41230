import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, it } from '@jest/globals';
import { loadConfig } from '../../infra/settings/config.ts';
import { temporaryFolder } from '../temporary-folder.ts';
import { newProject, pack } from './documented-files.ts';

/** The program of a user who has a kafkajs of their own beside the bridge, from the packed package. */
const folder = temporaryFolder();
const app = join(folder, 'app');
const program = readFileSync(join(import.meta.dirname, 'own-kafkajs.ts'), 'utf8');
const { shell } = newProject(app, [['own-kafkajs.ts', program]]);

beforeAll(async () => {
  const tarball = await pack(folder);
  await shell('npm init --yes');
  await shell('npm pkg set type=module');
  await shell(`npm install --prefer-offline --no-audit --no-fund ${tarball} kafkajs@2.2.4`);
});

it('has its own kafkajs beside the one that the user installed', async () => {
  const { stdout } = await shell('npm ls --all --parseable kafkajs ktb-kafkajs');
  const found = stdout.trim().split('\n');
  expect(found.map((path) => path.slice(app.length)).sort()).toEqual([
    '/node_modules/kafkajs',
    '/node_modules/ktb-kafkajs',
  ]);
});

it.each(['bridge first', 'bridge last'])(
  'loaded with the %s, the kafkajs of the user does as it always does, and the bridge has its patches',
  async (order) => {
    const [broker] = loadConfig().kafka.brokers;
    const { stdout } = await shell(`node own-kafkajs.ts "${order}" ${broker}`);
    expect(JSON.parse(stdout)).toEqual({
      // An offset out of range goes back to the topic's beginning, and the consumer goes on.
      read: ['one', 'two'],
      isPatched: { user: false, bridge: true },
    });
  },
  120_000,
);
