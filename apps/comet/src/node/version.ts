/** Version that this comet registers with. */
export const VERSION = '0.1.0';
