import { answerOf, api } from './client.js';
import { ApiProblem } from './problem.js';
import type { components } from './schema.js';

/** Who the server takes this tab for. */
export type Caller = components['schemas']['Caller'];
export type Scope = Caller['scopes'][number];

/** @returns undefined where a key is needed. @throws ApiProblem */
export async function whoAmI(): Promise<Caller | undefined> {
  try {
    return await answerOf(api.GET('/v1/caller'));
  } catch (error) {
    if (error instanceof ApiProblem && error.details.status === 401) return undefined;
    throw error;
  }
}
