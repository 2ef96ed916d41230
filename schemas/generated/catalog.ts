// Generated from schemas/avro by `npm run schemas`: do not edit.
import { recordType } from '../bridge/record-type.ts';

/** An item of a catalog, as the latest import has it. */
export interface CatalogItem {
  readonly sku: string;
  readonly catalogId: string;
  readonly name: string;
  readonly priceMinor: number;
  /** ISO 4217. */
  readonly currency: string;
}

export const CatalogItem = recordType<CatalogItem, 'CatalogItem'>({"type":"record","name":"CatalogItem","namespace":"catalog.v1","doc":"An item of a catalog, as the latest import has it.","key":"sku","fields":[{"name":"sku","type":"string"},{"name":"catalogId","type":"string"},{"name":"name","type":"string"},{"name":"priceMinor","type":"long"},{"name":"currency","type":"string","doc":"ISO 4217."}]});
