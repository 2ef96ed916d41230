/** In place of workflows/hears-after.ts, whose times these are. */
import { shrunk } from './pace.ts';

export const HEARS_AFTER_MS = [shrunk(60_000), shrunk(5 * 60_000)];
