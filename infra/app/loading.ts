/** Global to the process, not to this module: an app may use another copy of the package. */
const LOADING = Symbol.for('kafka-temporal-bridge.loading');

type Loading = { [LOADING]?: number };

/** Whether a command is loading an app only to inspect it: then `run` in the app's file does nothing. */
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
