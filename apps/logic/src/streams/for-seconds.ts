import { wholeNumber } from '../http/values.js';

const A_DAY = 24 * 60 * 60;

/** For those that show an answer when it is whole, as Swagger UI does. */
export const forSeconds = wholeNumber(1, A_DAY, {
  description: 'Ends the stream after so many seconds, a day at most; without it, it goes on until either side ends it',
  example: 10,
}).optional();
