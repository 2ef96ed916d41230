import { once } from 'node:events';
import { describe, expect, it } from '@jest/globals';
import { sideBySide } from '../../../infra/stack/side-by-side.mjs';

describe('jobs side by side', () => {
  it('give what each of them gives', async () => {
    expect(await sideBySide([async () => 1, async () => 'two'])).toEqual([1, 'two']);
  });

  it('end with the first that fails, once the others have cleared up', async () => {
    let isClear = false;
    const patient = async (signal: AbortSignal) => {
      await once(signal, 'abort');
      await new Promise(setImmediate);
      isClear = true;
      throw new Error('told to end');
    };
    const jobs = sideBySide([patient, () => Promise.reject(new Error('no luck'))]);
    await expect(jobs).rejects.toThrow('no luck');
    expect(isClear).toBe(true);
  });

  it('end with the signal from outside', async () => {
    const outside = new AbortController();
    const jobs = sideBySide([(signal) => once(signal, 'abort')], outside.signal);
    outside.abort(new Error('enough'));
    await expect(jobs).rejects.toThrow('enough');
  });
});
