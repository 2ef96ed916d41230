import { isGrpcServiceError, NamespaceNotFoundError } from '@temporalio/client';
import { status } from '@grpc/grpc-js';

/** The one place that reads gRPC codes. Undefined if the error did not come from a call. */
const codeOf = (error: unknown): status | undefined => grpcErrorOf(error)?.code;

/** The reason why a call can never work, or undefined if it may. */
export function canNeverWork(error: unknown): string | undefined {
  const cause = grpcErrorOf(error);
  return cause?.code === status.INVALID_ARGUMENT
    ? `Temporal refuses the call: ${withoutValues(cause.details)}`
    : undefined;
}

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
  [status.RESOURCE_EXHAUSTED, status.DEADLINE_EXCEEDED].includes(codeOf(error) ?? status.OK);

/** Whether no server could take the call: no frontend, or one whose own servers are not up yet. */
export const isUnavailable = (error: unknown): boolean => codeOf(error) === status.UNAVAILABLE;

/** The SDK hands on what gRPC said as the cause of an error of its own. */
function grpcErrorOf(error: unknown) {
  const cause = error instanceof Error && !isGrpcServiceError(error) ? error.cause : error;
  return isGrpcServiceError(cause) ? cause : undefined;
}
