import type { WorkflowInterceptors } from '@temporalio/workflow';
import { shrinking } from './shrink.ts';

export const interceptors = (): WorkflowInterceptors => shrinking({ timeouts: true });
