import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { useBuiltImages } from '../../infra/checkout/images/env-file.ts';
import { portSetting, type PortName } from '../../infra/settings/stack-ports.ts';
import { choosePorts } from '../../infra/stack/ports.ts';

const root = join(import.meta.dirname, '..', '..');
const run = promisify(execFile);

/** What `docker inspect` says of a container, as far as it is asked for here. */
export interface Inspected {
  readonly Id: string;
  readonly Config: { readonly User: string };
  readonly State: {
    readonly Status: string;
    readonly ExitCode: number;
    readonly Health?: { Status: string };
  };
}

/** Why the stack cannot be brought up here, and how it can; undefined where it can. */
export async function whyNoCompose(): Promise<string | undefined> {
  const answers = async (...args: string[]) =>
    run('docker', args).then(
      () => true,
      () => false,
    );
  if (!(await answers('info'))) return 'no Docker engine answers: `.ci/docker` starts one';
  if (!(await answers('compose', 'version'))) return 'Docker has no Compose: `.ci/docker` installs it';
  useBuiltImages();
  const image = process.env['KTB_IMAGE'];
  if (image && (await answers('image', 'inspect', image))) return undefined;
  return 'the image of the bridge is not here: `npm run images` builds it';
}

/** The stack of infra/compose.yaml under a name and on ports of its own, which the environment tells from here on. */
export async function composeStack() {
  const ports = await choosePorts({});
  for (const [name, port] of Object.entries(ports)) process.env[portSetting(name as PortName)] = String(port);
  process.env['COMPOSE_PROJECT_NAME'] = `ktb-test-${process.pid}`;
  const file = join(root, 'infra', 'compose.yaml');
  const script = join(root, 'infra', 'checkout', 'compose.ts');
  // Jest's own `process.env` is a copy, which a child does not get by itself.
  const options = { cwd: root, env: { ...process.env }, timeout: 400_000, maxBuffer: 16 * 1024 * 1024 };

  const compose = async (...args: string[]) =>
    (await run('docker', ['compose', '--file', file, ...args], options)).stdout.trim();

  return {
    ports,
    /** Any command of Compose; gives what it prints. */
    compose,
    /** `npm run compose:up`; gives what it prints. */
    up: async (...args: string[]) => (await run(process.execPath, [script, 'up', ...args], options)).stdout,
    /** `npm run compose:down`. */
    down: (...args: string[]) => run(process.execPath, [script, 'down', ...args], options),
    /** Every container of a service, or of all, those that ended too. */
    async containers(...services: string[]): Promise<Inspected[]> {
      const ids = (await compose('ps', '--all', '--quiet', ...services)).split('\n').filter(Boolean);
      const { stdout } = await run('docker', ['inspect', ...ids], options);
      return JSON.parse(stdout) as Inspected[];
    },
  };
}
