import type { Generated } from '../../schemas/bridge/generate.ts';

/** How the types of this repository are generated. */
export const OWN_TYPES: Generated = {
  madeBy: 'from schemas/avro by `npm run schemas`',
  library: '../bridge/record-type.ts',
};
