import { isGrpcServiceError, NamespaceNotFoundError } from '@temporalio/client';
import { status } from '@grpc/grpc-js';

/** The one place that reads gRPC codes. Undefined if the error did not come from a call. */
const codeOf = (error: unknown): status | undefined => grpcErrorOf(error)?.code;

/** The reason why a call can never work, or undefined if it may. */
export function canNeverWork(error: unknown): string | undefined {
  const cause = grpcErrorOf(error);
  return cause?.code === status.INVALID_ARGUMENT || isTooLarge(error)
    ? `Temporal refuses the call: ${withoutValues(cause!.details)}`
    : undefined;
}

/**
 * Whether a message, one way or the other, was larger than its receiver takes. gRPC gives it the code of an overload;
 * only the text says which it is, grpc-js's for what this client refuses, grpc-go's for what Temporal's servers do. The
 * same call fails in the same way each time.
 */
export function isTooLarge(error: unknown): boolean {
  const cause = grpcErrorOf(error);
  return cause?.code === status.RESOURCE_EXHAUSTED && TOO_LARGE.test(cause.details);
}

const TOO_LARGE = /\bmessage\b.* (larger than max|to a size larger than|with a size larger than)\b/i;

/** What Temporal says of a search attribute quotes its value, which may come from a record: only the rule stays. */
export const withoutValues = (message: string): string =>
  message.replace(/(invalid value for search attribute \S+ of type \w+):[^]*/, '$1');

/**
 * Whether the same call may work later: an overload, an outage, a deadline, but also missing permissions and a missing
 * namespace, which an operator corrects.
 */
export const mayWorkLater = (error: unknown): boolean =>
  error instanceof NamespaceNotFoundError ||
  (codeOf(error) !== undefined && canNeverWork(error) === undefined);

/**
 * Whether fewer calls at once would get on better. A frontend that is too slow to say so lets deadlines pass, and works
 * on for callers that are gone: with as many calls again it would never catch up.
 */
export const isOverload = (error: unknown): boolean =>
  !isTooLarge(error) &&
  [status.RESOURCE_EXHAUSTED, status.DEADLINE_EXCEEDED].includes(codeOf(error) ?? status.OK);

/** Whether no server could take the call: no frontend, or one whose own servers are not up yet. */
export const isUnavailable = (error: unknown): boolean => codeOf(error) === status.UNAVAILABLE;

/** The SDK hands on what gRPC said as the cause of an error of its own. */
function grpcErrorOf(error: unknown) {
  const cause = error instanceof Error && !isGrpcServiceError(error) ? error.cause : error;
  return isGrpcServiceError(cause) ? cause : undefined;
}
