// @ts-check
/**
 * Runs jobs at the same time. The first that fails ends the others through their signal. Its error is thrown only when
 * all of them have ended, so that no job is still running after that.
 *
 * @template {((signal: AbortSignal) => Promise<unknown>)[]} Jobs
 * @param {[...Jobs]} jobs
 * @param {AbortSignal} [signal] ends all of them
 * @returns {Promise<{ [Job in keyof Jobs]: Awaited<ReturnType<Jobs[Job]>> }>}
 */
export async function sideBySide(jobs, signal) {
  const over = new AbortController();
  const ended = signal ? AbortSignal.any([signal, over.signal]) : over.signal;
  const results = await Promise.allSettled(
    jobs.map(async (job) => {
      try {
        return await job(ended);
      } catch (error) {
        over.abort(error);
        throw error;
      }
    }),
  );
  ended.throwIfAborted();
  return /** @type {any} */ (results.map((result) => 'value' in result && result.value));
}
