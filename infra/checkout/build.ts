/** `npm run build`: compiles the package into an empty `dist`. Node does not run TypeScript in node_modules. */
import { execFileSync } from 'node:child_process';
import { cpSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { bundleWorkflows } from '../temporal/workflow-bundle.ts';

const root = join(import.meta.dirname, '..', '..');
rmSync(join(root, 'dist'), { recursive: true, force: true });
const tsc = join(root, 'node_modules', '.bin', 'tsc');
execFileSync(tsc, ['-p', 'tsconfig.build.json'], { cwd: root, stdio: ['ignore', 'inherit', 'inherit'] });
// The poms with which the local stack is fetched.
cpSync(join(root, 'infra', 'stack', 'java'), join(root, 'dist', 'infra', 'stack', 'java'), {
  recursive: true,
});
// The prebuilt workflows of the order application.
const { code } = await bundleWorkflows(join(root, 'workflows', 'index.ts'));
writeFileSync(join(root, 'dist', 'workflow-bundle.js'), code);
