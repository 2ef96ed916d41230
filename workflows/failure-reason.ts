import { ApplicationFailure, type ActivityFailure, type ChildWorkflowFailure } from '@temporalio/workflow';

/** The type of the error behind a failed activity or workflow, which carries no data. */
export const failureReason = ({ cause }: ActivityFailure | ChildWorkflowFailure): string =>
  cause instanceof ApplicationFailure ? (cause.type ?? 'Error') : (cause?.name ?? 'Error');
