/** On the process, not on this module: an app may come with another copy of the package. */
const LOADING = Symbol.for('kafka-temporal-bridge.loading');

type Loading = { [LOADING]?: number };

/** Whether a command loads an app at the moment, to look at it: then `run` in the app's own file does nothing. */
export const isLoading = (): boolean => ((globalThis as Loading)[LOADING] ?? 0) > 0;

/** Loads an app without running it. */
export async function whileLoading<T>(load: () => Promise<T>): Promise<T> {
  const state = globalThis as Loading;
  state[LOADING] = (state[LOADING] ?? 0) + 1;
  try {
    return await load();
  } finally {
    state[LOADING] -= 1;
  }
}
