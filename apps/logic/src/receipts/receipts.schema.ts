import { z } from 'zod';
import { memberView } from '../http/members.js';
import { text } from '../http/values.js';

export const ReceiptPath = z.object({
  id: text.meta({ description: 'An id of the push: epoch:id, or an id of the newest epoch', example: '1048576' }),
});
export type ReceiptPath = z.output<typeof ReceiptPath>;

const count = z.number().int().min(0);

const counts = {
  targeted: count.describe('Sessions that it was for'),
  written: count.describe('Sessions that it was written to'),
  waiting: count.describe('Sessions that get it with what they have missed, when they resume'),
  notAccepted: count.describe('Sessions that do not accept the operation'),
};
const slow = count.describe('Sessions for which too many bytes waited');
const gone = count.describe('Sessions that were there no more');
const repeated = count.describe('Times that it came to a comet again, and was left out');

const ReceiptOfComet = z.strictObject({
  id: z.string(),
  state: z
    .enum(['unheard', 'writing', 'done', 'untold'])
    .describe("unheard: it has told nothing yet; untold: a comet of goim's own, which never does"),
  ...counts,
  dropped: z.strictObject({ slow, gone }),
  repeated,
});
export type ReceiptOfComet = z.output<typeof ReceiptOfComet>;

/** Whom the push was for. */
const ReceiptTarget = z.union([
  z.strictObject({ room: z.string() }),
  z.strictObject({ keys: z.array(z.string()) }),
  z.strictObject({ mids: z.array(memberView) }),
  z.strictObject({ all: z.literal(true) }),
]);
export type ReceiptTarget = z.output<typeof ReceiptTarget>;

export const Receipt = z
  .strictObject({
    id: z.string().describe('The id that was asked for'),
    ids: z.array(z.string()).describe('Of all parts of the push that are stored by themselves'),
    epoch: z.string(),
    time: z.number().int().describe('When it was stored: milliseconds since 1970'),
    to: ReceiptTarget,
    operation: z.number().int(),
    state: z
      .enum(['queued', 'dispatched', 'done'])
      .describe('dispatched: the job has handed it to the comets; done: they have told what became of it'),
    ...counts,
    targeted: count.describe(
      'Sessions that it was for when it was stored, as far as was known; comets count their own',
    ),
    offline: count.describe('Keys or members without a session then'),
    dropped: z.strictObject({
      slow,
      gone,
      expired: count.describe(
        'Sessions whose part of the push was still in the queue when its time was up, and that no comet has told of',
      ),
    }),
    repeated,
    comets: z.array(ReceiptOfComet),
    problems: z.array(z.string()).describe('Why it is tried again, or was given up'),
    complete: z
      .boolean()
      .describe('Everybody who had a part in it has told the end of it. False: the counts are the least there is'),
  })
  .meta({
    id: 'Receipt',
    example: {
      id: '1048576',
      ids: ['1048576'],
      epoch: '1764360000',
      time: 1_764_360_001_000,
      to: { room: 'live://1000' },
      operation: 1000,
      state: 'done',
      targeted: 2,
      written: 1,
      waiting: 0,
      notAccepted: 0,
      offline: 0,
      dropped: { slow: 1, gone: 0, expired: 0 },
      repeated: 0,
      comets: [
        {
          id: 'comet-1',
          state: 'done',
          targeted: 2,
          written: 1,
          waiting: 0,
          notAccepted: 0,
          dropped: { slow: 1, gone: 0 },
          repeated: 0,
        },
      ],
      problems: [],
      complete: true,
    },
  });
export type Receipt = z.output<typeof Receipt>;
