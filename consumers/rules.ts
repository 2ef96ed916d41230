import { z } from 'zod';
import { textProblem } from '../schemas/bridge/storable-text.ts';
import type { BrokenRule } from './bridge/route.ts';

/** Messages are fixed texts, because zod's may quote the value. */
export const text = (maxBytes: number) =>
  z.string().refine((value) => Buffer.byteLength(value) <= maxBytes, `must not exceed ${maxBytes} bytes`);

/** For what becomes an id, a name or a search attribute in Temporal. */
export const storable = (schema: z.ZodString) =>
  schema.superRefine((value, context) => {
    const message = textProblem(value);
    if (message !== undefined) context.addIssue({ code: 'custom', message });
  });

export const Name = text(1_000);
export const NotEmpty = z.string().min(1, 'must not be empty');
export const Id = storable(NotEmpty);
export const Email = z.string().regex(/^[^@\s]+@[^@\s]+$/, 'must be an e-mail address');

/** A record may break rules hundreds of thousands of times, and each time costs memory and the only thread. */
const MAX_BROKEN = 10;

/** One item or more, and at most so many. Looks at no further item once `MAX_BROKEN` rules are broken. */
export const items = (item: z.ZodType, max: number) =>
  z.custom<readonly unknown[]>(Array.isArray).superRefine((values, context) => {
    const refuse = (message: string, path: readonly PropertyKey[] = []) =>
      context.addIssue({ code: 'custom', path: [...path], message });
    if (values.length === 0) refuse('must hold at least one item');
    if (values.length > max) return refuse(`must not hold more than ${max} items`);
    for (let at = 0, left = MAX_BROKEN; at < values.length && left > 0; at += 1) {
      const broken = item.safeParse(values[at]).error?.issues ?? [];
      for (const { path, message } of broken) refuse(message, [at, ...path]);
      left -= broken.length;
    }
  });

/** Business rules that Avro cannot express: a record that breaks one is rejected. The first ones that are broken. */
export const rulesOf =
  <T>(schema: z.ZodType) =>
  (event: T): BrokenRule[] =>
    (schema.safeParse(event).error?.issues ?? [])
      .slice(0, MAX_BROKEN)
      .map(({ path, message }) => ({ field: path.join('.'), rule: message }));
