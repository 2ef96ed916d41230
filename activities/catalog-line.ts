import { z } from 'zod';
import { CURRENCIES } from '../schemas/currencies.ts';
import type { CatalogItem } from '../schemas/generated/catalog.ts';

const text = z
  .string()
  .min(1)
  .refine((value) => value.isWellFormed());

/** Other fields of a line are ignored. */
const Item = z.object({
  sku: text,
  name: text,
  priceMinor: z.int().min(0),
  currency: z.string().refine((code) => CURRENCIES.has(code)),
});

/** Refuses bytes that are not UTF-8, and strips a byte order mark. */
const utf8 = new TextDecoder('utf-8', { fatal: true });

/** The item in a line of a catalog; undefined if the line is not an item. */
export function readCatalogLine(line: Buffer | undefined, catalogId: string): CatalogItem | undefined {
  if (!line) return undefined;
  try {
    const item = Item.safeParse(JSON.parse(utf8.decode(line)));
    return item.success ? { catalogId, ...item.data } : undefined;
  } catch {
    return undefined;
  }
}
