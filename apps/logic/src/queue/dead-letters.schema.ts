import { z } from 'zod';
import { pageAnswer, pageQuery } from '../http/page.js';
import { text, wholeNumber } from '../http/values.js';

const ID = /^(\d{1,10}):(\d{1,15})$/;
const MAX_PARTITION = 65_535;

export const LetterPath = z.object({
  id: text
    .regex(ID, 'expected the id of a dead letter')
    .meta({ description: 'As the list tells it', example: '1764360000:7' }),
});
export type LetterPath = z.output<typeof LetterPath>;

export const LettersQuery = z.object({
  partition: wholeNumber(0, MAX_PARTITION, { description: 'Those of this partition alone', example: 0 }).optional(),
  ...pageQuery,
});
export type LettersQuery = z.output<typeof LettersQuery>;

const count = z.number().int().min(0);

export const LetterView = z
  .strictObject({
    id: z.string().describe('The incarnation of the stream, and the place in it'),
    partition: count,
    time: z.number().int().describe('When it was given up: milliseconds since 1970'),
    reason: z.string(),
    attempts: count.describe('Tries that failed; 0 = not told'),
    message: z.string().nullable().describe('Id of the message in the push queue; null = not told'),
    isPush: z.boolean().describe('Whether it can be pushed again'),
    targets: z.array(z.string()).describe('Whom it is for: room:<key>, mid:<member>, key:<session> or all'),
    targetCount: count.describe('How many there are: a list has no more than 20 of each letter'),
    operation: z.number().int().nullable(),
    bytes: count.describe('Length of the body'),
    body: z.string().describe('Of what is no push, all of it'),
    encoding: z.enum(['utf8', 'base64', 'omitted']).describe('Of the body; omitted: it is too long for a list'),
  })
  .meta({ id: 'DeadLetter' });
export type LetterView = z.output<typeof LetterView>;

const EXAMPLE = {
  id: '1764360000:7',
  partition: 0,
  time: 1_764_360_001_000,
  reason: 'comet-1-5f2a9c01 did not confirm',
  attempts: 5,
  message: '2048',
  isPush: true,
  targets: ['room:live://1000'],
  targetCount: 1,
  operation: 1000,
  bytes: 5,
  body: 'hello',
  encoding: 'utf8',
};

export const LetterList = z
  .strictObject({ letters: z.array(LetterView), ...pageAnswer })
  .meta({ id: 'DeadLetterList', example: { letters: [EXAMPLE] } });
export type LetterList = z.output<typeof LetterList>;

export const PushedAgain = z
  .strictObject({
    id: z.string().describe('Id of the message, which is a new one'),
    epoch: z.string().describe('Incarnation of the push stream'),
  })
  .meta({ id: 'PushedAgain', example: { id: '4096', epoch: '1764360000' } });
export type PushedAgain = z.output<typeof PushedAgain>;

export const Discarded = z
  .strictObject({ discarded: count })
  .meta({ id: 'DiscardedDeadLetters', example: { discarded: 1 } });
export type Discarded = z.output<typeof Discarded>;

/** What the id of a letter names. */
export function placeOf(id: string): { epoch: number; sequence: number } {
  const [, epoch, sequence] = ID.exec(id)!;
  return { epoch: Number(epoch), sequence: Number(sequence) };
}
