interface Message {
  op: number;
  seq: number;
  body?: string;
  online?: number;
}

export interface Answer {
  status: number;
  headers: Headers;
  body: {
    id: string;
    key: string;
    mid?: number;
    heartbeat: number;
    cursor: string;
    cursors?: object;
    messages: Message[];
    code: string;
    detail: string;
    close?: object;
  };
}

/** Sends one request to comet. */
export async function ask(url: string, method = 'GET', body?: object | string, headers = {}): Promise<Answer> {
  const text = typeof body === 'object' ? JSON.stringify(body) : body;
  const response = await fetch(url, { method, body: text, headers });
  const answered = await response.text();
  return { status: response.status, headers: response.headers, body: answered ? JSON.parse(answered) : {} };
}
