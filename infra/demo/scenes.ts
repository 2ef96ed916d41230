import type { OrdersConfig } from '../orders/settings.ts';
import { batchScene } from './batch-scene.ts';
import { importScene } from './import-scene.ts';
import { cancelledReminderScene, greetingScene, reminderScene } from './pattern-scenes.ts';
import { cast } from './play.ts';
import { reportScene } from './report-scene.ts';
import { STORIES } from './scenario.ts';
import type { Scene } from './scene.ts';

/** Everything that the demo plays. */
export const castDemo = (config: OrdersConfig, crashImporter: () => Promise<void>): Scene[] =>
  cast(STORIES, [
    greetingScene,
    batchScene,
    reminderScene,
    cancelledReminderScene,
    importScene(config.imports.dir, crashImporter),
    reportScene(config.reports.timeZone),
  ]);
