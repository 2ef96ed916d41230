import { ApplicationFailure, workflowInfo } from '@temporalio/workflow';
import type { RecordSchema } from '../../schemas/bridge/record-type.ts';
import { wrongFields } from '../../schemas/bridge/value-check.ts';

/**
 * Global under which a worker of the bridge gives its workflows the outcome schemas, by short name. Part of
 * the deployed code, as the workflows are: a replay sees the schemas that its worker was deployed with.
 */
export const OUTCOME_SCHEMAS = '__ktb_outcome_schemas__';

export type OutcomeSchemas = Readonly<Record<string, RecordSchema>>;

/** A name that the app does not list. It fails the workflow task, not the workflow: after a redeploy it continues. */
export class UnknownOutcomeError extends Error {
  override readonly name = 'UnknownOutcomeError';
}

/**
 * Checks an outcome before anything is scheduled for it. Returns an `UnknownOutcomeError`, or a failure that is not
 * retried and names the wrong fields, never their values. Undefined if the outcome is valid, or if the worker has no
 * schemas, as in a test of workflows: then only the publishing activity checks it.
 */
export function outcomeFault(
  name: string,
  value: unknown,
): UnknownOutcomeError | ApplicationFailure | undefined {
  const schemas = (globalThis as { [OUTCOME_SCHEMAS]?: OutcomeSchemas })[OUTCOME_SCHEMAS];
  if (!schemas) return undefined;
  const schema = Object.hasOwn(schemas, name) ? schemas[name] : undefined;
  if (!schema) {
    // The outcome is already in the history, so its name was listed when it was published.
    if (workflowInfo().unsafe.isReplaying) return undefined;
    return new UnknownOutcomeError(
      `the app lists no outcome ${JSON.stringify(name)}, it lists ${Object.keys(schemas).join(', ') || 'none'}: correct the name or add its record type to the app's outcomes, and deploy again; the workflow then continues from here`,
    );
  }
  const wrong = wrongIn(schema, value);
  if (wrong.length === 0) return undefined;
  return ApplicationFailure.nonRetryable(
    `the outcome ${name} is not a valid ${schema.namespace}.${name}: wrong or missing ${listed(wrong)}`,
    'InvalidOutcome',
  );
}

function wrongIn(schema: RecordSchema, value: unknown): readonly string[] {
  const data = asJson(value);
  const wrong = wrongFields(schema, data);
  if (wrong.length > 0 || schema.key === undefined) return wrong;
  const key = (data as Readonly<Record<string, unknown>>)[schema.key];
  return key === undefined || key === null || key === '' ? [schema.key] : [];
}

/** The value as the activity receives it; undefined, which no schema accepts, if it cannot be JSON. */
function asJson(value: unknown): unknown {
  try {
    return JSON.parse(JSON.stringify(value));
  } catch {
    return undefined;
  }
}

const MAX_LISTED = 10;

const listed = (fields: readonly string[]): string =>
  fields.slice(0, MAX_LISTED).join(', ') +
  (fields.length > MAX_LISTED ? ` and ${fields.length - MAX_LISTED} more` : '');
