// A goim client by Server-Sent Events, with as much of a browser's EventSource as it needs. node examples/events.mjs [address]
const base = process.argv[2] ?? 'http://127.0.0.1:3104';
const token = JSON.stringify({ mid: 1, room_id: 'live://1000', accepts: [1000] });

for (let lastEventId = ''; ;) {
  const url = `${base}/v1/events?token=${encodeURIComponent(token)}`;
  const stream = await fetch(url, { headers: { 'Last-Event-ID': lastEventId } });
  if (stream.status !== 200) throw new Error(`${stream.status} ${await stream.text()}`);
  let text = '';
  try {
    for await (const chunk of stream.body.pipeThrough(new TextDecoderStream())) {
      const events = (text + chunk).split('\n\n');
      text = events.pop();
      for (const event of events) {
        const of = Object.fromEntries(event.split('\n').map((line) => line.split(/: (.*)/s, 2)));
        lastEventId = of.id ?? lastEventId;
        if (of.event === 'open') console.log('in the room live://1000');
        else if (of.data && !of.event) console.log('pushed:', JSON.parse(of.data).body);
      }
    }
  } catch {
    // The stream broke: the next one continues after the last event received.
  }
  await new Promise((resolve) => setTimeout(resolve, 1_000 * (1 + Math.random())));
}
