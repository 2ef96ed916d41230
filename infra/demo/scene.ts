import type { Stage } from './actor.ts';
import type { Expected } from './tally.ts';

/** One thing that the demo plays, and a row of its table. */
export interface Scene {
  /** Of the row; most often the key of the records, too. Belongs to this run alone. */
  readonly key: string;
  readonly title: string;
  /** Outcomes and dead letters that must come of it, in any order. */
  readonly expected: readonly Expected[];
  play(stage: Stage): Promise<void>;
  /** Where its workflow stands, for people to see. Default: not told. */
  status?(stage: Stage): Promise<string | undefined>;
  /** What the outside services' books say otherwise than they should, in words. Default: nothing. */
  audit?(stage: Stage): Promise<string[]>;
}

/** Makes a scene whose ids begin with the text given. */
export type SceneMaker = (run: string) => Scene;
