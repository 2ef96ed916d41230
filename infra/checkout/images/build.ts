import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { progress } from '../../stack/progress.mjs';
import { docker, labelOf, sizeOf } from './docker.ts';
import type { Image, Making } from './image.ts';
import { inputsOf, LABEL } from './inputs.ts';

export interface Built {
  readonly name: string;
  readonly tag: string;
  readonly setting: string | undefined;
  readonly megabytes: number;
  /** 0 if it already existed. */
  readonly seconds: number;
}

/** Builds the missing images, each after its base. */
export async function buildAll(images: readonly Image[], signal: AbortSignal): Promise<Built[]> {
  const inputs = new Map<string, string>();
  const built: Built[] = [];
  for (const image of images) {
    const base = images.find(({ name }) => name === image.base);
    const own = inputsOf(image, inputs.get(image.base ?? '') ?? '');
    inputs.set(image.name, own);
    built.push(await build(image, { tag: image.tag, base: base?.tag, label: `${LABEL}=${own}`, signal }));
  }
  return built;
}

async function build(image: Image, making: Making): Promise<Built> {
  const { name, tag, setting, make = (it: Making) => fromDockerfile(image, it) } = image;
  const started = Date.now();
  const isThere = `${LABEL}=${await labelOf(tag, LABEL)}` === making.label;
  if (!isThere) await progress('build', tag, () => make(making));
  const seconds = isThere ? 0 : Math.round((Date.now() - started) / 1_000);
  return { name, tag, setting, megabytes: Math.round((await sizeOf(tag)) / 1e6), seconds };
}

async function fromDockerfile({ name, context }: Image, { tag, label, base, signal }: Making): Promise<void> {
  const dir = await mkdtemp(join(tmpdir(), 'ktb-image-'));
  try {
    await cp(join(import.meta.dirname, name), dir, { recursive: true });
    for (const [place, source] of Object.entries((await context?.(signal)) ?? {})) {
      await cp(source, join(dir, place), { recursive: true, dereference: true });
    }
    // The host network, because package mirrors may not be reachable from Docker's own network.
    const args = ['build', '--network', 'host', '--label', label, '--tag', tag];
    await docker([...args, ...(base ? ['--build-arg', `BASE=${base}`] : []), dir], signal);
  } finally {
    await rm(dir, { recursive: true, force: true });
  }
}
