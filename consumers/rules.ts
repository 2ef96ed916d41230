import { z } from 'zod';
import type { BrokenRule } from './bridge/route.ts';

/** Messages must be texts of our own: zod's may quote the value. */
export const text = (maxBytes: number) =>
  z.string().refine((value) => Buffer.byteLength(value) <= maxBytes, `must not exceed ${maxBytes} bytes`);

export const Name = text(1_000);
export const Id = z.string().min(1, 'must not be empty');
export const Email = z.string().regex(/^[^@\s]+@[^@\s]+$/, 'must be an e-mail address');

/** Rules of the business that Avro cannot state: a record that breaks one is of no use to anybody. */
export const rulesOf =
  <T>(schema: z.ZodType) =>
  (event: T): BrokenRule[] => {
    const checked = schema.safeParse(event);
    return checked.success
      ? []
      : checked.error.issues.map(({ path, message }) => ({ field: path.join('.'), rule: message }));
  };
