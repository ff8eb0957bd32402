const GOIM_PATH = /^\/(goim|1)\//;

/** Whether a request is to goim's API, which takes raw bodies and answers in goim's envelope. */
export function isGoimPath(url: string): boolean {
  return GOIM_PATH.test(url);
}
