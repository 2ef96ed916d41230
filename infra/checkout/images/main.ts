/**
 * `npm run images`: builds the product's image, and replacements of the official images, for machines that cannot reach
 * an image registry. An image with the same inputs is not built again. `.ktb/images.env` names them all.
 *
 *     npm run images -- [--only NAME]... [--json]
 *
 * Exit code 0: all exist. 1: one could not be built, or an option is wrong.
 */
import { parseArgs } from 'node:util';
import { interruptible } from '../../stack/interrupt.mjs';
import { ToolError } from '../../stack/tools.mjs';
import { buildAll, type Built } from './build.ts';
import { IMAGES } from './catalogue.ts';
import { docker } from './docker.ts';
import { writeImageNames } from './env-file.ts';
import type { Image } from './image.ts';

try {
  const { only, json } = options();
  await docker(['version', '--format', '{{.Server.Version}}']);
  const built = await interruptible((signal) => buildAll(withBases(only), signal));
  const file = writeImageNames(built);
  process.stdout.write(json ? `${JSON.stringify({ images: built })}\n` : report(built));
  process.stderr.write(`named in ${file}\n`);
} catch (error) {
  if (!(error instanceof ToolError)) throw error;
  process.stderr.write(`images: ${error.message}\n`);
  process.exitCode = 1;
}

function options(): { only: readonly string[]; json: boolean } {
  const { values } = parseArgs({
    options: { only: { type: 'string', multiple: true }, json: { type: 'boolean', default: false } },
  });
  const names = IMAGES.map(({ name }) => name);
  const unknown = values.only?.find((name) => !names.includes(name));
  if (unknown !== undefined) throw new ToolError(`--only ${unknown}: there are ${names.join(', ')}`);
  return { only: values.only ?? names, json: values.json };
}

/** In the catalogue's order, which has every image after its base. */
function withBases(names: readonly string[]): Image[] {
  const wanted = new Set(names);
  for (const { name, base } of IMAGES.toReversed()) if (wanted.has(name) && base) wanted.add(base);
  return IMAGES.filter(({ name }) => wanted.has(name));
}

function report(built: readonly Built[]): string {
  const rows = built.map(({ tag, megabytes, seconds }) => {
    const took = seconds === 0 ? 'there' : `${seconds} s`;
    return `${tag.padEnd(36)}${`${megabytes} MB`.padStart(8)}${took.padStart(8)}\n`;
  });
  return rows.join('');
}
