import { isGrpcServiceError, NamespaceNotFoundError } from '@temporalio/client';
import { status } from '@grpc/grpc-js';

/** The one place that reads gRPC codes. Undefined where an error did not come from a call at all. */
const codeOf = (error: unknown): status | undefined => grpcErrorOf(error)?.code;

/** Says why a call can never work, or undefined where it may. */
export function canNeverWork(error: unknown): string | undefined {
  const cause = grpcErrorOf(error);
  return cause?.code === status.INVALID_ARGUMENT ? `Temporal refuses the call: ${cause.details}` : undefined;
}

/**
 * Whether the same call may work later: an overload, an outage, a deadline, but also missing permissions and a missing
 * namespace, which somebody mends.
 */
export const mayWorkLater = (error: unknown): boolean =>
  error instanceof NamespaceNotFoundError ||
  (codeOf(error) !== undefined && canNeverWork(error) === undefined);

export const isOverload = (error: unknown): boolean => codeOf(error) === status.RESOURCE_EXHAUSTED;

/** The SDK hands on what gRPC said as the cause of an error of its own. */
function grpcErrorOf(error: unknown) {
  const cause = error instanceof Error && !isGrpcServiceError(error) ? error.cause : error;
  return isGrpcServiceError(cause) ? cause : undefined;
}
