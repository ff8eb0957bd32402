import { ApiProperty } from '@nestjs/swagger';
import type { HttpFailure } from '#problem-details';
import type { AnswerForm } from './envelope.js';

const Ret = { Ok: 1, BadRequest: 65534, InternalError: 65535 } as const;

/** How goim v1 answers. */
export interface V1Answer {
  readonly ret: number;
  /** Ours; only where something failed. */
  readonly message?: string;
}

export const V1_SUCCESS: V1Answer = Object.freeze({ ret: Ret.Ok });

export function v1Failure({ status, message }: HttpFailure): V1Answer {
  return { ret: status < 500 ? Ret.BadRequest : Ret.InternalError, message };
}

/** The answer for the API documentation. */
class V1AnswerDto implements V1Answer {
  @ApiProperty({ enum: Object.values(Ret), description: '1 = done, 65534 = bad request, 65535 = server error' })
  ret!: number;

  @ApiProperty({ required: false, description: 'What was wrong' })
  message?: string;
}

export const V1_ANSWER: AnswerForm = { type: V1AnswerDto, success: V1_SUCCESS, failure: v1Failure };
