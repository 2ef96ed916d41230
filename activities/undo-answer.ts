import { z } from 'zod';
import type { PostTo } from './http.ts';
import type { Call, Undone } from './services.ts';

interface UndoRequest {
  readonly operation: string;
  readonly path: string;
  readonly body: object;
  /** The field that says whether there was something to undo. */
  readonly as: 'released' | 'refunded' | 'cancelled';
}

/** Asks a service to undo a step. `{"refunded": false}` alone promises nothing: the charge may come yet. */
export async function postUndo(post: PostTo, request: UndoRequest, call: Call): Promise<Undone> {
  const { as, ...about } = request;
  const answer = z.object({ [as]: z.boolean(), final: z.boolean().optional() });
  const { [as]: undone, final } = await post({ ...about, kind: 'undo', answer }, call);
  return { undone: undone === true, final: final === true };
}
