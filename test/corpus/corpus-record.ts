import type { Reason } from '../../schemas/bridge/rejected.ts';

/** A schema that has to be registered, under a subject of its own, before its record can be made. */
export interface CorpusSchema {
  readonly text: string;
  /** Default AVRO. */
  readonly type?: 'JSON' | 'PROTOBUF';
  /** Deleted again once its id is known: `soft` leaves it readable by id, says Confluent. */
  readonly deleted?: 'soft' | 'permanent';
  /** Why registries do not take it: its record is tried on a registry of the test's own only. */
  readonly refused?: string;
}

/** A record that the bridge must survive, and what becomes of it. */
export interface CorpusRecord {
  /** Of the project's list of bad input; several records may share one. */
  readonly row: number;
  readonly name: string;
  readonly topic: string;
  readonly key: Buffer | null;
  readonly schema?: CorpusSchema;
  /** Made when it is needed, as some are large. The id is that of `schema`, else of no use. */
  readonly value: (schemaId: number) => Buffer | null;
  readonly headers?: Readonly<Record<string, Buffer | string>>;
  /** Kafka's, in milliseconds. */
  readonly timestamp?: number;
  /** `taken`: it becomes a command. Several where the registry's answer decides. */
  readonly expected: readonly ('taken' | 'ignored' | Reason)[];
  /** What the command's event holds, among other things. */
  readonly event?: Readonly<Record<string, unknown>>;
}

/** Stands in every key and in every text of the corpus, and must stand in no message. */
export const MARK = 'hush';
