import { randomBytes } from 'node:crypto';
import type { Stage } from './actor.ts';
import { orderScene } from './order-scene.ts';
import type { Story } from './scenario.ts';
import type { Scene, SceneMaker } from './scene.ts';

/** Every scene of one run. Its keys differ from those of earlier runs on the same topics, which are ignored. */
export const cast = (
  stories: readonly Story[],
  others: readonly SceneMaker[] = [],
  run = `demo-${randomBytes(3).toString('hex')}`,
): Scene[] => [...stories.map((story) => orderScene(story, run)), ...others.map((make) => make(run))];

/** Plays all scenes at the same time. */
export const playAll = (scenes: readonly Scene[], stage: Stage): Promise<unknown> =>
  Promise.all(scenes.map((scene) => scene.play(stage)));

export const auditAll = async (scenes: readonly Scene[], stage: Stage): Promise<string[]> =>
  (await Promise.all(scenes.map(async (scene) => (await scene.audit?.(stage)) ?? []))).flat();
