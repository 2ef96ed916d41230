import { cp } from 'node:fs/promises';
import { join } from 'node:path';
import { cached } from '../../stack/cache.mjs';
import { progress } from '../../stack/progress.mjs';
import { run } from '../../stack/tools.mjs';

/** The newest that Go 1.26 builds. */
export const TEMPORAL_SERVER = '1.31.2';
export const TEMPORAL_UI = '2.42.1';

const NO_GO = 'Go is missing: install Go 1.26 or later, then try again';

/** A folder with Temporal's `server`, its `sql` tool, and the `schema` for that tool. */
export const temporalServerPrograms = (signal: AbortSignal): Promise<string> =>
  cached(
    `temporal-server-${TEMPORAL_SERVER}`,
    (dir) =>
      progress('build', `Temporal's server ${TEMPORAL_SERVER} with Go`, async () => {
        const module = 'go.temporal.io/server';
        await goInstall(dir, [`${module}/cmd/server`, `${module}/cmd/tools/sql`], TEMPORAL_SERVER, signal);
        await copyOf(module, TEMPORAL_SERVER, 'schema', dir);
      }),
    signal,
  );

/** A folder with the UI's `server` and its `config`. */
export const temporalUiProgram = (signal: AbortSignal): Promise<string> =>
  cached(
    `temporal-ui-${TEMPORAL_UI}`,
    (dir) =>
      progress('build', `Temporal's UI ${TEMPORAL_UI} with Go`, async () => {
        const module = 'github.com/temporalio/ui-server/v2';
        await goInstall(dir, [`${module}/cmd/server`], TEMPORAL_UI, signal);
        await copyOf(module, TEMPORAL_UI, 'config', dir);
      }),
    signal,
  );

/** Static programs, which run on any Linux. Go caches compiled packages, so a second build is fast. */
async function goInstall(dir: string, packages: readonly string[], version: string, signal: AbortSignal) {
  await run('go', ['install', ...packages.map((name) => `${name}@v${version}`)], {
    env: { ...process.env, GOBIN: dir, CGO_ENABLED: '0', GOFLAGS: '-trimpath' },
    signal,
    missing: NO_GO,
    failed: 'go install failed',
  });
}

/** Copies a folder of a module from Go's module cache, where files are read-only. */
async function copyOf(module: string, version: string, folder: string, dir: string) {
  const modules = (await run('go', ['env', 'GOMODCACHE'], { missing: NO_GO })).trim();
  const target = join(dir, folder);
  await cp(join(modules, `${module}@v${version}`, folder), target, { recursive: true });
  await run('chmod', ['-R', 'u+w', target], { missing: 'chmod is missing' });
}
