import { join } from 'node:path';
import { beforeAll, expect, it } from '@jest/globals';
import { temporaryFolder } from '../temporary-folder.ts';
import { newProject, pack } from './documented-files.ts';

/** A project that installed the package and nothing beside it. */
const folder = temporaryFolder();
const { shell } = newProject(join(folder, 'app'), []);

beforeAll(async () => {
  const tarball = await pack(folder);
  await shell('npm init --yes');
  await shell(`npm install --prefer-offline --no-audit --no-fund ${tarball}`);
}, 300_000);

it.each([
  ['npx ktb run', 'the order application', 'nodemailer'],
  ['npx ktb stack up', 'the local stack', 'smtp-server'],
])(
  '`%s` says that %s needs %s',
  async (command, part, name) => {
    const env = { KTB_STATE_DIR: join(folder, 'no-stack') };
    const ended = await shell(command, env).catch((error: { code: number; stderr: string }) => error);
    expect(ended).toMatchObject({ code: 1 });
    expect(ended.stderr).toBe(
      `ktb: ${part} needs the package ${name}, which is not installed: run \`npm install ${name}\`\n`,
    );
  },
  120_000,
);
