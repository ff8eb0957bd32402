const GOIM_PATH = /^\/(goim|1)\//;
const JSON_API_PATH = /^\/v1(\/|\?|$)/;

/** Whether a request is to goim's API, which takes raw bodies and answers in goim's envelope. */
export function isGoimPath(url: string): boolean {
  return GOIM_PATH.test(url);
}

/** Whether a request is to the JSON API, which answers failures by problem details. */
export function isJsonApiPath(url: string): boolean {
  return JSON_API_PATH.test(url);
}
