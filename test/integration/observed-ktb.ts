import { startKtb, type Ktb } from './ktb.ts';

interface Readiness {
  readonly status: number;
  readonly reasons: readonly string[];
  readonly partitions: readonly { readonly topic: string; readonly committed: string | null }[];
}

export interface ObservedKtb extends Ktb {
  live(): Promise<number>;
  ready(): Promise<Readiness>;
  metrics(): Promise<Samples>;
}

/** One scrape: `at('ktb_lag', { topic: 'x' })` adds up every sample of that name that has these labels. */
export interface Samples {
  at(name: string, labels?: Readonly<Record<string, string>>): number;
  /** Values of one label among the samples of a name. */
  values(name: string, label: string): string[];
}

/** Starts `ktb` and finds out where it answers. Resolves as soon as it does, which is before it is ready. */
export async function startObservedKtb(
  args: readonly string[],
  env: NodeJS.ProcessEnv = {},
): Promise<ObservedKtb> {
  const ktb = startKtb(args, { env: { KTB_HEALTH_ADDRESS: '127.0.0.1:0', ...env } });
  const url = await urlOf(ktb);
  return {
    ...ktb,
    live: async () => (await fetch(`${url}/livez`)).status,
    async ready() {
      const answer = await fetch(`${url}/readyz`);
      return { status: answer.status, ...((await answer.json()) as Omit<Readiness, 'status'>) };
    },
    metrics: async () => samplesOf(await (await fetch(`${url}/metrics`)).text()),
  };
}

async function urlOf({ child, ended }: Ktb): Promise<string> {
  const found = Promise.withResolvers<string>();
  let logged = '';
  child.stderr?.on('data', (chunk) => {
    logged += chunk;
    const [, url] = /"livez":"([^"]+)\/livez"/.exec(logged) ?? [];
    if (url !== undefined) found.resolve(url);
  });
  void ended.then(({ stderr }) => found.reject(new Error(`ktb ended before it answered: ${stderr}`)));
  return await found.promise;
}

function samplesOf(text: string): Samples {
  const samples = [...text.matchAll(/^(\w+)(?:\{(.*)\})? (\S+)$/gm)].map(([, name, labels = '', value]) => ({
    name,
    labels: new Map([...labels.matchAll(/(\w+)="([^"]*)"/g)].map(([, label, is]) => [label, is ?? ''])),
    value: Number(value),
  }));
  const named = (wanted: string) => samples.filter(({ name }) => name === wanted);
  return {
    at: (name, labels = {}) =>
      named(name)
        .filter((sample) => Object.entries(labels).every(([label, is]) => sample.labels.get(label) === is))
        .reduce((sum, { value }) => sum + value, 0),
    values: (name, label) => named(name).flatMap(({ labels }) => labels.get(label) ?? []),
  };
}
