import { useState, type FormEvent } from 'react';
import { Button } from '../components/button.js';
import { Logo } from '../components/icons.js';
import { Notice } from '../components/notices.js';
import { TextField } from '../components/text-field.js';

interface Props {
  readonly why: string | undefined;
  readonly onSignIn: (key: string) => void;
}

/** Asks for an API key. */
export function SignInPage({ why, onSignIn }: Props) {
  const [key, setKey] = useState('');
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    if (key.trim() !== '') onSignIn(key.trim());
  };
  return (
    <main className="sign-in">
      <form className="card sign-in-card" onSubmit={submit}>
        <Logo />
        <h1>Sign in</h1>
        <p className="quiet">
          With an API key, as <code>npm run key -- create --scope read</code> makes one, or a token of your issuer. What
          you may do here is what its scopes allow: <b>read</b> looks, <b>push</b> sends, <b>admin</b> ends and changes
          things.
        </p>
        {why !== undefined && <Notice tone="bad">{why}</Notice>}
        <TextField label="API key" type="password" value={key} onChange={setKey} autoFocus autoComplete="off" isMono />
        <Button type="submit" variant="primary" isDisabled={key.trim() === ''}>
          Sign in
        </Button>
        <p className="quiet small">The key stays in this tab, and is forgotten when the tab is closed.</p>
      </form>
    </main>
  );
}
