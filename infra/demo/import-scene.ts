import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ImportRequested } from '../../schemas/generated/imports.ts';
import type { SceneMaker } from './scene.ts';
import { until } from './until.ts';

const ITEMS = 2_500;
/** The worker is killed after so many published items, in the middle of a page. */
const KILLED_AFTER = 700;

/**
 * An import of 2,500 items whose worker is killed once in the middle.
 *
 * @param folder the folder for import files
 * @param crash kills the worker, then starts another one
 */
export const importScene =
  (folder: string, crash: () => Promise<void>): SceneMaker =>
  (run) => {
    const importId = `${run}-import`;
    const file = `${importId}.ndjson`;
    const items = Array.from({ length: ITEMS }, (_, at) => ({
      sku: `${importId}-${String(at).padStart(4, '0')}`,
      name: `Tea no. ${at}`,
      priceMinor: 100 + at,
      currency: 'EUR',
    }));

    return {
      key: importId,
      title: `import of ${ITEMS} items, worker killed midway -> each once`,
      expected: [
        {
          topic: 'imports.outcomes',
          key: importId,
          type: 'ImportCompleted',
          value: { processed: ITEMS, rejected: 0 },
        },
        ...items.map((item) => ({
          topic: 'catalog.items',
          key: item.sku,
          type: 'CatalogItem',
          value: { ...item, catalogId: run },
        })),
      ],
      async play(stage) {
        await mkdir(folder, { recursive: true });
        await writeFile(join(folder, file), items.map((item) => `${JSON.stringify(item)}\n`).join(''));
        await stage.write('imports.requested', ImportRequested, { importId, catalogId: run, file });
        stage.onSent(importId, 'requested');
        const published = () => items.filter(({ sku }) => stage.seen(sku, 'CatalogItem')).length;
        await until(stage, () => published() >= KILLED_AFTER);
        stage.onSent(importId, 'killed');
        await crash();
        await until(stage, () => stage.seen(importId, 'ImportCompleted'));
        await rm(join(folder, file));
      },
    };
  };
