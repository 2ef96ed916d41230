/** `npm run build`: compiles what others install into `dist`, anew. Node runs sources only outside of node_modules. */
import { execFileSync } from 'node:child_process';
import { cpSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { bundleWorkflows } from '../temporal/workflow-bundle.ts';

const root = join(import.meta.dirname, '..', '..');
rmSync(join(root, 'dist'), { recursive: true, force: true });
const tsc = join(root, 'node_modules', '.bin', 'tsc');
execFileSync(tsc, ['-p', 'tsconfig.build.json'], { cwd: root, stdio: ['ignore', 'inherit', 'inherit'] });
// What the local stack is fetched by.
cpSync(join(root, 'infra', 'stack', 'java'), join(root, 'dist', 'infra', 'stack', 'java'), {
  recursive: true,
});
// What workers of the order application start with.
const { code } = await bundleWorkflows(join(root, 'workflows', 'index.ts'));
writeFileSync(join(root, 'dist', 'workflow-bundle.js'), code);
