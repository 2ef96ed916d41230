// @ts-check
/**
 * Which folder may import which: `schemas` <- `workflows` <- `consumers`, `schemas` <- `activities`, and only `infra`,
 * which puts everything together, sees all of them. Files are told apart by where an import leads, not by how it is
 * spelled. Read with swc, as TypeScript 7 has no compiler API.
 */

const folders = ['schemas', 'workflows', 'activities', 'consumers', 'infra', 'test'];

/** @param {string} folder @param {string[]} allowed */
const sees = (folder, ...allowed) => ({
  name: `${folder}-sees-${allowed.length > 0 ? `only-${allowed.join('-and-')}` : 'nothing-of-ours'}`,
  severity: /** @type {const} */ ('error'),
  from: { path: `^${folder}/` },
  to: { path: `^(${folders.filter((other) => other !== folder && !allowed.includes(other)).join('|')})/` },
});

/** @type {import('dependency-cruiser').IConfiguration} */
export default {
  forbidden: [
    sees('schemas'),
    sees('workflows', 'schemas', 'activities'),
    sees('activities', 'schemas'),
    sees('consumers', 'workflows', 'schemas'),
    sees('infra', 'schemas', 'workflows', 'activities', 'consumers'),
    {
      name: 'bridge-sees-bridge-only',
      comment: 'The library knows nothing of the order application that comes with it.',
      severity: 'error',
      from: { path: '^(schemas|workflows|activities|consumers)/bridge/' },
      to: {
        path: '^(schemas|workflows|activities|consumers|infra|test)/',
        pathNot: '^(schemas|workflows|activities|consumers)/bridge/',
      },
    },
    {
      name: 'workflows-see-activities-as-types-only',
      comment: 'An activity has side effects; a workflow calls it through proxyActivities.',
      severity: 'error',
      from: { path: '^workflows/' },
      to: { path: '^activities/', dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'workflows-see-pure-schemas-only',
      comment: 'The codec and the registry client would pull Node and the network into the workflow bundle.',
      severity: 'error',
      from: { path: '^workflows/' },
      to: {
        path: '^schemas/',
        pathNot: '^schemas/(generated/|bridge/value-check\\.ts$)',
        dependencyTypesNot: ['type-only'],
      },
    },
    {
      name: 'workflows-see-no-node',
      comment: 'Workflow code runs in a sandbox and has to be deterministic.',
      severity: 'error',
      from: { path: '^workflows/' },
      to: { dependencyTypes: ['core'] },
    },
    {
      name: 'workflows-see-no-packages-but-temporals',
      comment: 'What a package does is not known to be deterministic.',
      severity: 'error',
      from: { path: '^workflows/' },
      to: { path: 'node_modules/', pathNot: 'node_modules/@temporalio/(workflow|common)/' },
    },
    {
      name: 'generated-schemas-stay-pure',
      comment: 'Workflows import them.',
      severity: 'error',
      from: { path: '^schemas/(generated/|bridge/(record-type|value-check)\\.ts$)' },
      to: { pathNot: '^schemas/(generated/|bridge/(record-type|value-check)\\.ts$)' },
    },
    { name: 'no-cycle', severity: 'error', from: {}, to: { circular: true } },
    { name: 'leads-nowhere', severity: 'error', from: {}, to: { couldNotResolve: true } },
  ],
  options: {
    parser: 'swc',
    doNotFollow: { path: 'node_modules' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'default', 'types'],
    },
  },
};
