import { isGrpcServiceError } from '@temporalio/client';
import { status } from '@grpc/grpc-js';

/**
 * The one place that reads gRPC codes. Says why a call can never work, or undefined where it is worth asking again:
 * an overload, an outage, a deadline, but also missing permissions and a missing namespace, which somebody mends.
 */
export function canNeverWork(error: unknown): string | undefined {
  const cause = error instanceof Error && !isGrpcServiceError(error) ? error.cause : error;
  if (!isGrpcServiceError(cause)) return undefined;
  return cause.code === status.INVALID_ARGUMENT ? `Temporal refuses the call: ${cause.details}` : undefined;
}
