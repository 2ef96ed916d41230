import {
  getExternalWorkflowHandle,
  isCancellation,
  TemporalFailure,
  type SignalDefinition,
} from '@temporalio/workflow';

/** Signals another workflow. False if it is closed or never existed. */
export async function signalIfOpen<Args extends unknown[]>(
  workflowId: string,
  signal: SignalDefinition<Args>,
  ...args: Args
): Promise<boolean> {
  try {
    await getExternalWorkflowHandle(workflowId).signal(signal, ...args);
    return true;
  } catch (error) {
    if (!(error instanceof TemporalFailure) || isCancellation(error)) throw error;
    return false;
  }
}
