// A goim client by long polling: joins a room, and prints what is pushed. node examples/poll.mjs [address]
const base = process.argv[2] ?? 'http://127.0.0.1:3104';
const token = { mid: 1, room_id: 'live://1000', accepts: [1000] };

const opened = await fetch(`${base}/v1/connections`, { method: 'POST', body: JSON.stringify(token) });
if (!opened.ok) throw new Error(await opened.text());
const { id, cursor: first } = await opened.json();
console.log('in the room live://1000');

// A poll is a heartbeat as well. What the cursor does not acknowledge is sent again, so nothing is lost on the way.
for (let cursor = first; ;) {
  const answer = await fetch(`${base}/v1/connections/${id}/poll?cursor=${cursor}&timeout=30`);
  if (!answer.ok) throw new Error(await answer.text());
  const { messages, cursor: next } = await answer.json();
  for (const { body } of messages) console.log('pushed:', body);
  cursor = next;
}
