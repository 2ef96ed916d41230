import type { WorkflowClient } from '@temporalio/client';
import type { Command, Ignore } from './command.ts';

/** A closed workflow is never started again: its history is what tells a redelivered event from a new one. */
const ONE_RUN = { workflowIdReusePolicy: 'REJECT_DUPLICATE' } as const;

/** The call to Temporal. Rejects with what the client says. */
export async function sendCommand(client: WorkflowClient, command: Exclude<Command, Ignore>): Promise<void> {
  const { workflowId } = command;
  switch (command.kind) {
    case 'start': {
      const { workflowType, taskQueue, args } = command;
      await client.start(workflowType, { workflowId, taskQueue, args: [...args], ...ONE_RUN });
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
        ...ONE_RUN,
      });
      return;
    }
  }
}
