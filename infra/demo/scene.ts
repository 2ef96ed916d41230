import type { Stage } from './actor.ts';
import type { Expected } from './tally.ts';

/** One thing that the demo plays, and a row of its table. */
export interface Scene {
  /** Key of the row, and usually of the records. Unique to this run. */
  readonly key: string;
  readonly title: string;
  /** Outcomes and dead letters that must follow, in any order. */
  readonly expected: readonly Expected[];
  play(stage: Stage): Promise<void>;
  /** Current status of its workflow, for the table. Default: not shown. */
  status?(stage: Stage): Promise<string | undefined>;
  /** One sentence for each difference between the services' books and what they should be. Default: none. */
  audit?(stage: Stage): Promise<string[]>;
}

/** Makes a scene whose ids begin with the text given. */
export type SceneMaker = (run: string) => Scene;
