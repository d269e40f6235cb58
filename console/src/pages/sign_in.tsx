// Where tokens say who calls: the caller brings one. It is kept for this tab alone.
import { useState } from "preact/hooks";
import { useToken } from "../api/session";
import { Button, Title } from "../ui/basics";
import { TextField } from "../ui/fields";

export function SignInPage() {
  const [token, setToken] = useState("");
  const keep = (event: Event) => {
    event.preventDefault();
    useToken(token);
    location.reload();
  };
  return (
    <>
      <Title>Sign in</Title>
      <form class="pf-v6-c-form narrow" onSubmit={keep}>
        <p>This inventory knows you by a token of your organisation's sign-in service. Paste one; it is forgotten when you close this tab.</p>
        <TextField label="Token" type="password" autocomplete="off" required value={token} onValue={setToken} />
        <div>
          <Button type="submit" look="primary" disabled={!token.trim()}>
            Sign in
          </Button>
        </div>
      </form>
    </>
  );
}
