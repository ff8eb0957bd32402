import { AppError } from '#contracts';
import { shortened } from './shortened.js';

/** One thing that is wrong with a request. */
export interface InputProblem {
  /** Where: `pushes.0.room`; empty for the request as a whole. */
  readonly path: string;
  readonly message: string;
}

/** What a schema says of a value; see https://github.com/standard-schema/standard-schema. */
interface Issue {
  readonly message: string;
  readonly path?: readonly (PropertyKey | { readonly key: PropertyKey })[];
}

/** A thousand wrong items are told by the first. */
const MAX_PROBLEMS = 20;

/** A request that breaks its schema, with every field that does. */
export class InvalidInput extends AppError {
  constructor(readonly problems: readonly InputProblem[]) {
    const texts = problems.map(({ path, message }) => (path === '' ? message : `${path}: ${message}`));
    super('invalid-argument', texts.join('; '));
  }

  /** The exception of Nest's validation pipe. */
  static from(this: void, issues: readonly Issue[]): InvalidInput {
    const problems = issues.slice(0, MAX_PROBLEMS).map(({ path = [], message }) => ({
      path: shortened(textOf(path)),
      message: shortened(message),
    }));
    const omitted = issues.length - problems.length;
    return new InvalidInput(omitted > 0 ? [...problems, { path: '', message: `and ${omitted} more` }] : problems);
  }
}

function textOf(path: NonNullable<Issue['path']>): string {
  return path.map((segment) => String(typeof segment === 'object' ? segment.key : segment)).join('.');
}
