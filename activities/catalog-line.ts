import { z } from 'zod';
import { CURRENCIES } from '../schemas/currencies.ts';
import type { CatalogItem } from '../schemas/generated/catalog.ts';

const text = z
  .string()
  .min(1)
  .refine((value) => value.isWellFormed());

/** What else a line says is not ours. */
const Item = z.object({
  sku: text,
  name: text,
  priceMinor: z.int().min(0),
  currency: z.string().refine((code) => CURRENCIES.has(code)),
});

/** Refuses what is no UTF-8, and takes a byte order mark off. */
const utf8 = new TextDecoder('utf-8', { fatal: true });

/** The item that a line of a catalog states; undefined where it states none. */
export function readCatalogLine(line: Buffer | undefined, catalogId: string): CatalogItem | undefined {
  if (!line) return undefined;
  try {
    const item = Item.safeParse(JSON.parse(utf8.decode(line)));
    return item.success ? { catalogId, ...item.data } : undefined;
  } catch {
    return undefined;
  }
}
