import { z } from 'zod';
import { sessionKey, text } from '../http/values.js';
import { OUTCOMES } from './outcome.js';

export const ExplainQuery = z.object({
  key: sessionKey.meta({ description: "The session's key", example: 'key-1' }),
  message: text.meta({ description: 'The message: epoch:id, or an id of the newest epoch', example: '1048576' }),
});
export type ExplainQuery = z.output<typeof ExplainQuery>;

const Evidence = z.strictObject({
  what: z
    .string()
    .describe('What is known, in a word: message, receipt, session, silent, or what happened to the session'),
  where: z.string().describe('Who says so: history, logic, receipt, or the id of a comet'),
  time: z.number().int().nullable().describe('Milliseconds since 1970, by the clock of NATS; null = of now'),
  detail: z.string(),
});
export type Evidence = z.output<typeof Evidence>;

export const Explanation = z
  .strictObject({
    key: z.string(),
    message: z.string().describe('epoch:id'),
    outcome: z
      .enum(OUTCOMES)
      .describe(
        'written: to the connection; what became of it from there nobody knows. caught-up: written later, with what was missed. unknown: the evidence is gone',
      ),
    explanation: z.string(),
    evidence: z.array(Evidence).describe('In the order of time'),
  })
  .meta({
    id: 'Explanation',
    example: {
      key: 'key-1',
      message: '1764360000:1048576',
      outcome: 'operation-not-accepted',
      explanation: 'The session did not accept operation 1000 then.',
      evidence: [
        { what: 'begun', where: 'comet-1', time: 1_764_360_000_500, detail: 'accepts 1001' },
        { what: 'message', where: 'history', time: 1_764_360_001_000, detail: 'operation 1000 to key:key-1' },
      ],
    },
  });
export type Explanation = z.output<typeof Explanation>;
