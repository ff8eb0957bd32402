// `npm run generate:openapi`: writes docs/openapi.json from the controllers of the build, and the types that the
// console has of it.
import { writeFile } from 'node:fs/promises';
import { writeTypes } from '../../apps/console/generate-api.mjs';
import { describeLogicApi } from '../../dist/apps/logic/src/describe-api.js';

await writeFile('docs/openapi.json', await describeLogicApi());
await writeTypes();
