// A chat made with the client library: relays to rooms (operation 4), the history by scrolling back, gaps as they are told.
import { GoimClient, readRelay } from './goim-client.js';

const PAGE = 30;
const NEAR_AN_END = 40;

const $ = (id) => document.getElementById(id);
const fieldOf = (event, name) => new FormData(event.target).get(name).trim();

/** @type {Map<string, { room: object, items: HTMLElement[], ids: Set<string>, oldest?: string, isWhole: boolean, isLoading: boolean, unread: number }>} */
const rooms = new Map();
let client;
let name = '';
let shown = '';

$('enter').addEventListener('submit', (event) => {
  event.preventDefault();
  name = fieldOf(event, 'name');
  connect();
  $('enter').hidden = true;
  $('chat').hidden = false;
  join(fieldOf(event, 'room'));
});

$('join').addEventListener('submit', (event) => {
  event.preventDefault();
  join(fieldOf(event, 'room'));
  event.target.reset();
});

$('say').addEventListener('submit', (event) => {
  event.preventDefault();
  void say(rooms.get(shown).room, fieldOf(event, 'text'));
  event.target.reset();
});

let isAtEnd = true;
$('log').addEventListener('scroll', () => {
  const { scrollHeight, scrollTop, clientHeight } = $('log');
  isAtEnd = scrollHeight - scrollTop - clientHeight < NEAR_AN_END;
  if ($('log').scrollTop < NEAR_AN_END) void loadOlder(shown);
});

new ResizeObserver(() => isAtEnd && $('log').scrollTo(0, $('log').scrollHeight)).observe($('log'));

function connect() {
  client = new GoimClient({
    nodes: new URL('/goim/nodes/weighted', location.href).href,
    // goim's token, which logic takes at its word; your own authenticator reads one that your sign-in made.
    getToken: () => ({ mid: memberOf(name), platform: 'web', accepts: [4] }),
  });
  client.on('state', ({ state, reason, retryIn }) => {
    const seconds = Math.ceil((retryIn ?? 0) / 1000);
    const away =
      retryIn === undefined ? `ended: ${reason}` : `connection lost (${reason}); next attempt in ${seconds} s`;
    $('state').textContent =
      state === 'connected' ? `connected as ${name}` : state === 'connecting' ? 'connecting …' : away;
    $('state').classList.toggle('away', state === 'disconnected');
  });
}

async function say(room, text) {
  try {
    await room.relay(JSON.stringify({ name, text }));
  } catch (error) {
    add(room.key, note('gap', `Not sent (${error.message}): ${text}`));
  }
}

/** There are no accounts here: who gives the same name is the same member. */
function memberOf(text) {
  let hash = 0x811c9dc5;
  for (const char of text) hash = Math.imul(hash ^ char.codePointAt(0), 0x01000193);
  return (hash >>> 1) + 1;
}

function join(key) {
  if (!rooms.has(key)) {
    const room = client.room(key);
    rooms.set(key, { room, items: [], ids: new Set(), isWhole: false, isLoading: false, unread: 0 });
    room.on('message', (message) => {
      rooms.get(key).oldest ??= message.id;
      rooms.get(key).ids.add(message.id);
      if (key !== shown) rooms.get(key).unread++;
      add(key, line(message));
      list();
    });
    room.on('gap', (gap) => add(key, gapIn(key, gap)));
    room.on('refused', ({ message }) => add(key, note('gap', `Not in the room: ${message}`)));
    room.on('joined', () => key === shown && rooms.get(key).items.length === 0 && void loadOlder(key));
  }
  show(key);
}

function show(key) {
  shown = key;
  const state = rooms.get(key);
  state.unread = 0;
  $('title').textContent = key;
  $('log').replaceChildren(...state.items);
  $('log').scrollTop = $('log').scrollHeight;
  list();
  if (state.items.length === 0) void loadOlder(key);
}

function list() {
  $('rooms').replaceChildren(
    ...[...rooms].map(([key, { unread }]) => {
      const button = Object.assign(document.createElement('button'), {
        type: 'button',
        textContent: unread ? `${key} (${unread})` : key,
      });
      if (key === shown) button.setAttribute('aria-current', 'true');
      button.addEventListener('click', () => show(key));
      const item = document.createElement('li');
      item.append(button);
      return item;
    }),
  );
}

function add(key, item) {
  const log = $('log');
  rooms.get(key).items.push(item);
  if (key !== shown) return;
  log.append(item);
  if (isAtEnd) log.scrollTop = log.scrollHeight;
}

/** Where messages are missing, with a button that reads them. */
function gapIn(key, { from, to }) {
  if (from === undefined) return note('gap', 'The server began anew: what was written meanwhile may be missing here.');
  const item = note('gap', 'Messages are missing here. ');
  const button = buttonOf('Read them');
  button.addEventListener('click', () => {
    button.disabled = true;
    readMissing(key, item, { from, to }).catch((error) => {
      button.disabled = false;
      button.textContent = `Try again (${error.message})`;
    });
  });
  item.append(button);
  return item;
}

async function readMissing(key, item, { from, to }) {
  const { room, items } = rooms.get(key);
  const { messages } = await room.history({ after: from, limit: 100 });
  const missing = messages.filter(({ id }) => BigInt(id) <= BigInt(to)).map(line);
  const isRest = missing.length === messages.length && missing.length > 0;
  const rest = isRest ? [gapIn(key, { from: messages.at(-1).id, to })] : [];
  items.splice(items.indexOf(item), 1, ...missing, ...rest);
  item.replaceWith(...missing, ...rest);
}

/** Where older messages could not be read, with a button that tries once more. */
function notRead(key, { message }) {
  const state = rooms.get(key);
  const item = note('note', `Its history cannot be read (${message}). `);
  const button = buttonOf('Try again');
  button.addEventListener('click', () => {
    state.items.splice(state.items.indexOf(item), 1);
    item.remove();
    state.isWhole = false;
    void loadOlder(key);
  });
  item.append(button);
  return item;
}

/** The page before the oldest message that is shown, put above it. */
async function loadOlder(key) {
  const state = rooms.get(key);
  if (!state || state.isWhole || state.isLoading) return;
  state.isLoading = true;
  let older;
  try {
    const { messages, before } = await state.room.history({ before: state.oldest, limit: PAGE });
    state.oldest = before ?? state.oldest;
    state.isWhole = before === null;
    // One that was pushed meanwhile is in both.
    older = messages
      .filter(({ id }) => !state.ids.has(id))
      .toReversed()
      .map(line);
    if (state.isWhole) older.unshift(note('note', 'The beginning of this room'));
  } catch (error) {
    state.isWhole = true;
    older = [notRead(key, error)];
  } finally {
    state.isLoading = false;
  }
  state.items.unshift(...older);
  if (key !== shown) return;
  const log = $('log');
  const below = log.scrollHeight - log.scrollTop;
  log.prepend(...older);
  log.scrollTop = log.scrollHeight - below;
}

function line(message) {
  const relay = readRelay(message);
  const { name: from, text } = said(relay?.body ?? message);
  const item = document.createElement('li');
  const author = document.createElement('b');
  author.textContent = relay ? `${from} #${relay.mid}` : 'server';
  const time = document.createElement('time');
  const at = new Date(relay?.time ?? message.time ?? Date.now());
  time.dateTime = at.toISOString();
  time.textContent = at.toLocaleTimeString([], { hour: '2-digit', minute: '2-digit' });
  const words = document.createElement('p');
  words.textContent = text;
  item.append(author, ' ', time, words);
  return item;
}

/** What anybody may have sent to the room. */
function said(body) {
  try {
    const { name: from = 'somebody', text } = body.json();
    if (typeof text === 'string') return { name: String(from), text };
  } catch {
    // No message of this page's.
  }
  return { name: 'somebody', text: body.text() };
}

function buttonOf(textContent) {
  return Object.assign(document.createElement('button'), { type: 'button', textContent });
}

function note(kind, text) {
  return Object.assign(document.createElement('li'), { className: kind, textContent: text });
}
