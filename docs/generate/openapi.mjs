// `npm run generate:openapi`: writes docs/openapi.json from the controllers of the build.
import { writeFile } from 'node:fs/promises';
import { describeLogicApi } from '../../dist/apps/logic/src/describe-api.js';

await writeFile('docs/openapi.json', await describeLogicApi());
