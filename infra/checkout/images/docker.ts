import { run } from '../../stack/tools.mjs';

const NO_DOCKER = 'Docker is missing: install it and start its engine (`.ci/docker` does both on Debian)';

/** Runs `docker` and returns its output. Throws a `ToolError`. */
export const docker = (args: readonly string[], signal?: AbortSignal, env = process.env): Promise<string> =>
  run('docker', [...args], {
    env,
    ...(signal && { signal }),
    missing: NO_DOCKER,
    failed: `docker ${args[0]} failed`,
    lines: 25,
  });

/** Undefined if there is no such image. */
export async function labelOf(tag: string, label: string): Promise<string | undefined> {
  const format = `{{index .Config.Labels "${label}"}}`;
  const value = await docker(['image', 'inspect', '--format', format, tag]).catch(() => undefined);
  return value?.trim();
}

/** In bytes. */
export const sizeOf = async (tag: string): Promise<number> =>
  Number(await docker(['image', 'inspect', '--format', '{{.Size}}', tag]));
