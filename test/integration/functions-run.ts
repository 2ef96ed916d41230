import { Session } from 'node:inspector/promises';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(import.meta.dirname, '..', '..');

const pathOf = (url: string): string => relative(root, url.startsWith('file:') ? fileURLToPath(url) : url);

/** Watches which functions run, by V8's coverage. Functions without a name are left out. */
export async function watchFunctions() {
  const session = new Session();
  session.connect();
  await session.post('Profiler.enable');
  await session.post('Profiler.startPreciseCoverage', { callCount: true, detailed: false });

  return {
    /** As `file:function`: what ran since this was last asked. */
    async ran(): Promise<Set<string>> {
      const { result } = await session.post('Profiler.takePreciseCoverage');
      return new Set(
        result.flatMap(({ url, functions }) =>
          functions
            .filter(({ functionName, ranges }) => functionName !== '' && (ranges[0]?.count ?? 0) > 0)
            .map(({ functionName }) => `${pathOf(url)}:${functionName}`),
        ),
      );
    },
    async stop(): Promise<void> {
      await session.post('Profiler.stopPreciseCoverage');
      session.disconnect();
    },
  };
}

/**
 * As `file:function`: the named functions of ours that led to the caller, outermost first, across `await`. Read as V8
 * has them: Jest's source maps give a frame the name of what it calls.
 */
export function wayHere(): string[] {
  const { stackTraceLimit, prepareStackTrace } = Error;
  let sites: readonly NodeJS.CallSite[] = [];
  Error.stackTraceLimit = Infinity;
  Error.prepareStackTrace = (_, found) => void (sites = found);
  void new Error('here').stack;
  Object.assign(Error, { stackTraceLimit, prepareStackTrace });
  return sites
    .map((site) => ({ url: site.getFileName(), name: site.getFunctionName()?.replace(/^.*[.#]/, '') }))
    .flatMap(({ url, name }) => (url && name ? [`${pathOf(url)}:${name}`] : []))
    .filter((at) => /^(consumers|infra)\//.test(at))
    .toReversed();
}
