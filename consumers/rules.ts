import { z } from 'zod';
import type { BrokenRule } from './bridge/route.ts';

/** Messages are fixed texts, because zod's may quote the value. */
export const text = (maxBytes: number) =>
  z.string().refine((value) => Buffer.byteLength(value) <= maxBytes, `must not exceed ${maxBytes} bytes`);

export const Name = text(1_000);
export const Id = z.string().min(1, 'must not be empty');
export const Email = z.string().regex(/^[^@\s]+@[^@\s]+$/, 'must be an e-mail address');

/** Business rules that Avro cannot express: a record that breaks one is rejected. */
export const rulesOf =
  <T>(schema: z.ZodType) =>
  (event: T): BrokenRule[] => {
    const checked = schema.safeParse(event);
    return checked.success
      ? []
      : checked.error.issues.map(({ path, message }) => ({ field: path.join('.'), rule: message }));
  };
