/** Of the answers to pushes by goim's paths: the message's ids, in decimal, with commas between them. */
export const MESSAGE_ID_HEADER = 'goim-message-id';
