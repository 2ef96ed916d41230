// Generated from schemas/avro by `npm run schemas`: do not edit.
import { recordType } from '../bridge/record-type.ts';

/** Final: every line of the file was looked at. */
export interface ImportCompleted {
  readonly importId: string;
  /** Items published. */
  readonly processed: number;
  /** Lines that are no item. */
  readonly rejected: number;
}

/** Final: the file cannot be imported. */
export interface ImportFailed {
  readonly importId: string;
  readonly reason: string;
}

/** A file of catalog items is there to be imported. */
export interface ImportRequested {
  readonly importId: string;
  /** Imports of one catalog never overlap. */
  readonly catalogId: string;
  /** Path of an NDJSON file in the folder for imports, one item a line. */
  readonly file: string;
}

export const ImportCompleted = recordType<ImportCompleted, 'ImportCompleted'>({"type":"record","name":"ImportCompleted","namespace":"imports.v1","doc":"Final: every line of the file was looked at.","key":"importId","fields":[{"name":"importId","type":"string"},{"name":"processed","type":"long","doc":"Items published."},{"name":"rejected","type":"long","doc":"Lines that are no item."}]});

export const ImportFailed = recordType<ImportFailed, 'ImportFailed'>({"type":"record","name":"ImportFailed","namespace":"imports.v1","doc":"Final: the file cannot be imported.","key":"importId","fields":[{"name":"importId","type":"string"},{"name":"reason","type":"string"}]});

export const ImportRequested = recordType<ImportRequested, 'ImportRequested'>({"type":"record","name":"ImportRequested","namespace":"imports.v1","doc":"A file of catalog items is there to be imported.","key":"importId","fields":[{"name":"importId","type":"string"},{"name":"catalogId","type":"string","doc":"Imports of one catalog never overlap."},{"name":"file","type":"string","doc":"Path of an NDJSON file in the folder for imports, one item a line."}]});
