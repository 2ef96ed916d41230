import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { cached } from '../../../infra/stack/cache.mjs';
import { freePorts } from '../../../infra/stack/ports.ts';
import { run, ToolError } from '../../../infra/stack/tools.mjs';
import { eventually } from '../../eventually.ts';

/** The program of Debian's package: an installed one, else a cached download. Or why there is none, in one line. */
export async function findPrometheus(): Promise<{ program: string } | { missing: string }> {
  try {
    await run('prometheus', ['--version'], { missing: 'Prometheus is not installed' });
    return { program: 'prometheus' };
  } catch (error) {
    if (!(error instanceof ToolError)) throw error;
  }
  try {
    const folder = await cached('prometheus-debian', fetchPackage);
    return { program: join(folder, 'usr', 'bin', 'prometheus') };
  } catch (error) {
    if (!(error instanceof ToolError)) throw error;
    return { missing: error.message.replaceAll(/\s+/g, ' ') };
  }
}

async function fetchPackage(folder: string): Promise<void> {
  const missing = "Prometheus comes as a package of Debian's, and this machine has no apt";
  const failed = 'apt could not fetch Prometheus: install the package prometheus';
  await run('apt-get', ['download', 'prometheus'], { cwd: folder, missing, failed, lines: 1 });
  const [file = ''] = readdirSync(folder).filter((name) => name.endsWith('.deb'));
  await run('dpkg-deb', ['-x', file, '.'], { cwd: folder, missing, failed, lines: 1 });
}

export interface Prometheus {
  /** Resolves once this alert fires. */
  fires(alert: string): Promise<void>;
  /** The value of each series that an expression gives. */
  query(expression: string): Promise<number[]>;
  stop(): Promise<void>;
}

interface Answer {
  readonly data: {
    readonly alerts?: readonly { readonly labels: { readonly alertname: string }; readonly state: string }[];
    readonly result?: readonly { readonly value: readonly [number, string] }[];
  };
}

/**
 * A Prometheus on loopback that looks every second.
 *
 * @param rules a file of rules, as YAML
 * @param targets host:port of each process that it scrapes
 */
export async function startPrometheus(
  program: string,
  folder: string,
  rules: string,
  targets: readonly string[],
): Promise<Prometheus> {
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'rules.yml'), rules);
  const config = join(folder, 'prometheus.yml');
  writeFileSync(
    config,
    `global: { scrape_interval: 1s, scrape_timeout: 1s, evaluation_interval: 1s }
rule_files: [rules.yml]
scrape_configs:
  - job_name: ktb
    scrape_interval: 3s
    scrape_timeout: 3s
    static_configs: [{ targets: ${JSON.stringify(targets)} }]
`,
  );
  const { kafka: port } = await freePorts();
  const child = spawn(program, [
    `--config.file=${config}`,
    `--storage.tsdb.path=${join(folder, 'data')}`,
    `--web.listen-address=127.0.0.1:${port}`,
  ]);
  const ask = async (path: string) =>
    (await (await fetch(`http://127.0.0.1:${port}/api/v1/${path}`)).json()) as Answer;
  await eventually(async () => {
    if (child.exitCode !== null) throw new Error('Prometheus ended while it started');
    return (await ask('status/runtimeinfo')) !== undefined;
  });
  return {
    fires: async (alert) =>
      void (await eventually(async () => {
        const { data } = await ask('alerts');
        return data.alerts?.some(({ labels, state }) => labels.alertname === alert && state === 'firing');
      })),
    query: async (expression) => {
      const { data } = await ask(`query?query=${encodeURIComponent(expression)}`);
      return (data.result ?? []).map(({ value: [, text] }) => Number(text));
    },
    stop: () => end(child),
  };
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null) return;
  child.kill('SIGTERM');
  await once(child, 'close');
}
