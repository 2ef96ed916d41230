import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { cached } from '../../stack/cache.mjs';
import { run } from '../../stack/tools.mjs';

const NPM_VERSION = '11.19.1';

/** The folder of npm itself, which includes its dependencies. */
export async function npmPackage(signal: AbortSignal): Promise<string> {
  const make = async (dir: string) => {
    const tool = { cwd: dir, signal, missing: 'npm is missing', failed: 'npm could not be fetched' };
    await run('npm', ['pack', '--silent', `npm@${NPM_VERSION}`], tool);
    const archive = readdirSync(dir).find((file) => file.endsWith('.tgz')) ?? '';
    await run('tar', ['xzf', archive], { ...tool, missing: 'tar is missing' });
  };
  return join(await cached(`npm-${NPM_VERSION}`, make, signal), 'package');
}
