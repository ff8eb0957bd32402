/** Why any request may be refused, of whichever API, before it is looked at: by status, for the API's document. */
export const BROWSER_REFUSALS: Readonly<Record<403 | 421, string>> = {
  403: 'The page of another site asks, which http.allowedOrigins does not name',
  421: 'Another server is asked for, by a name that http.allowedHosts does not have',
};
