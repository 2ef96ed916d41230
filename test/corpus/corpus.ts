import { orderRoutes } from '../../consumers/orders.ts';
import type { Route } from '../../consumers/bridge/route.ts';
import { BODIES } from './bodies.ts';
import type { CorpusRecord } from './corpus-record.ts';
import { FRAMES } from './frames.ts';
import { RECORDS } from './records.ts';
import { SCHEMAS } from './schemas.ts';
import { specimenRoute } from './specimen.ts';

/**
 * Records that the bridge must survive, by the rows of the project's list of bad input. Rows 39 to 41 (batches) and 47
 * to 49 (sizes of payload, request and headers) need Kafka and Temporal, and are tested with them.
 */
export const CORPUS: readonly CorpusRecord[] = [...FRAMES, ...BODIES, ...SCHEMAS, ...RECORDS];

/** What takes the corpus: the application's own routes, and one for records with a field of every kind. */
export const corpusRoutes = (): Route[] => [...orderRoutes(), specimenRoute];
