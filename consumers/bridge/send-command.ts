import type { WorkflowClient } from '@temporalio/client';
import type { Sent } from './command.ts';
import { startOptionsOf } from './start-options.ts';

/** A closed workflow is never started again: its history distinguishes a redelivered event from a new one. */
const ONE_RUN = { workflowIdReusePolicy: 'REJECT_DUPLICATE' } as const;

/** The call to Temporal. Rejects with what the client says. */
export async function sendCommand(client: WorkflowClient, command: Sent): Promise<void> {
  const { workflowId } = command;
  switch (command.kind) {
    case 'start': {
      const { workflowType, taskQueue, args } = command;
      const given = startOptionsOf(command);
      await client.start(workflowType, { workflowId, taskQueue, args: [...args], ...given, ...ONE_RUN });
      return;
    }
    case 'signal':
      await client.getHandle(workflowId).signal(command.signal, ...command.args);
      return;
    case 'signalWithStart': {
      const { workflowType, taskQueue, workflowArgs, signal, args } = command;
      await client.signalWithStart(workflowType, {
        workflowId,
        taskQueue,
        args: [...workflowArgs],
        signal,
        signalArgs: [...args],
        ...startOptionsOf(command),
        ...ONE_RUN,
      });
      return;
    }
  }
}
