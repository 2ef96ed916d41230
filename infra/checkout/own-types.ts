import type { Generated } from '../../schemas/bridge/generate.ts';

/** Options for generating the types of this repository. */
export const OWN_TYPES: Generated = {
  madeBy: 'from schemas/avro by `npm run schemas`',
  library: '../bridge/record-type.ts',
};
