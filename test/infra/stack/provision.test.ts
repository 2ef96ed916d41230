import { readdirSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { cached } from '../../../infra/stack/cache.mjs';
import { checkJava } from '../../../infra/stack/java.mjs';
import { findTemporal } from '../../../infra/stack/temporal-cli.mjs';
import { temporaryFolder } from '../../temporary-folder.ts';

const SETTINGS = ['PATH', 'KTB_CACHE_DIR', 'TEMPORAL_CLI'] as const;
const before = Object.fromEntries(SETTINGS.map((name) => [name, process.env[name]]));
let cache: string;
let bin: string;

beforeEach(() => {
  [cache, bin] = [temporaryFolder(), temporaryFolder()];
  Object.assign(process.env, { PATH: bin, KTB_CACHE_DIR: cache });
  delete process.env['TEMPORAL_CLI'];
});

afterEach(() => {
  for (const name of SETTINGS) {
    if (before[name] === undefined) delete process.env[name];
    else process.env[name] = before[name];
  }
});

/** A program that says something and does no more. */
function program(dir: string, name: string, says = '', code = 0): string {
  const file = join(dir, name);
  writeFileSync(file, `#!/bin/sh\necho '${says}'\nexit ${code}\n`, { mode: 0o755 });
  return file;
}

const find = (installed: Promise<void> = Promise.reject(new Error('no packages'))) => {
  installed.catch(() => undefined);
  return findTemporal({ installed, signal: new AbortController().signal });
};

describe('Temporal is', () => {
  const old = 'temporal version 1.3.0 (Server 1.27.1, UI 2.36.0)';
  const good = 'temporal version 1.6.0 (Server 1.30.0, UI 2.45.0)';

  it('what TEMPORAL_CLI names, before all', async () => {
    program(bin, 'temporal', good);
    const named = program(temporaryFolder(), 'my-temporal');
    process.env['TEMPORAL_CLI'] = named;
    expect(await find()).toBe(named);
  });

  it('not what TEMPORAL_CLI names and is not there: one sentence', async () => {
    process.env['TEMPORAL_CLI'] = join(bin, 'nothing');
    await expect(find()).rejects.toThrow(/^TEMPORAL_CLI does not name an executable file: .*$/);
  });

  it('the first one of a supported version on the path', async () => {
    const later = temporaryFolder();
    process.env['PATH'] = [bin, later].join(delimiter);
    program(bin, 'temporal', old);
    const supported = program(later, 'temporal', good);
    expect(await find()).toBe(supported);
  });

  it('else the one in the cache', async () => {
    program(bin, 'temporal', old);
    const dir = await cached('temporal-v1.5.1', async (unfinished) => void program(unfinished, 'temporal'));
    expect(await find()).toBe(join(dir, 'temporal'));
  });

  it('built by Go if the download fails', async () => {
    writeFileSync(join(bin, 'go'), '#!/bin/sh\n/bin/mkdir -p "$GOBIN"\necho "$@" > "$GOBIN/temporal"\n', {
      mode: 0o755,
    });
    const built = await find();
    expect(built).toBe(join(cache, 'temporal-v1.5.1', 'temporal'));
    expect(readdirSync(cache)).toEqual(['temporal-v1.5.1']);
  });

  it('one clear sentence if none of them works, and nothing is left in the cache', async () => {
    await expect(find()).rejects.toThrow(
      /^Temporal is not installed and could not be fetched: .*TEMPORAL_CLI, or install Go.*:\n {2}download: no packages\n {2}build: Go is missing$/,
    );
    expect(readdirSync(cache)).toEqual([]);
  });
});

describe('Java is', () => {
  it('one sentence with the remedy if it is missing', async () => {
    await expect(checkJava()).rejects.toThrow(/^Java is missing: install a Java runtime, 17 or later \(.*\)/);
  });

  it('one sentence with the remedy if it is too old', async () => {
    program(bin, 'java', 'openjdk 11.0.2 2019-01-15');
    await expect(checkJava()).rejects.toThrow(/^Java 11 is too old: install a Java runtime, 17 or later/);
  });

  it('fine from 17 on', async () => {
    program(bin, 'java', 'openjdk 17.0.15 2025-04-15');
    await expect(checkJava()).resolves.toBeUndefined();
  });
});

describe('a folder of the cache', () => {
  it('appears only when it is whole', async () => {
    const making = cached('thing-1', async (unfinished) => {
      writeFileSync(join(unfinished, 'half'), '');
      expect(readdirSync(cache)).not.toContain('thing-1');
      throw new Error('no luck');
    });
    await expect(making).rejects.toThrow('no luck');
    expect(readdirSync(cache)).toEqual([]);
  });

  it('is made once, however many want it', async () => {
    let made = 0;
    const make = async () => void (made += 1);
    const dirs = await Promise.all([1, 2, 3].map(() => cached('thing-1', make)));
    expect(new Set(dirs)).toEqual(new Set([join(cache, 'thing-1')]));
    expect(made).toBe(1);
  });
});
