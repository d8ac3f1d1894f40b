import "./sign_in.css";
import { useEffect, useState } from "preact/hooks";
import { text } from "../text/index.ts";
import { Avatar } from "../ui/Avatar.tsx";
import { type DemoUser, demoUsers } from "./token.ts";

/** Whom to be, in a demo; elsewhere, where to come from. */
export function SignIn({ onToken, problem }: { onToken: (token: string) => void; problem: string | null }) {
  const [users, setUsers] = useState<readonly DemoUser[] | null>(null);
  useEffect(() => {
    demoUsers().then(setUsers, () => setUsers([]));
  }, []);
  return (
    <main class="sign-in">
      <h1>{text.shell.product}</h1>
      {problem !== null && <p role="alert">{text.shell.notSignedIn(problem)}</p>}
      {users === null && <p class="quiet">{text.common.loading}</p>}
      {users?.length === 0 && <p>{text.shell.noDemo}</p>}
      {users !== null && users.length > 0 && (
        <>
          <p>{text.shell.demo}</p>
          <ul>
            {users.map(({ name, role, token }) => (
              <li key={name}>
                <button type="button" class="person" onClick={() => onToken(token)}>
                  <Avatar person={{ id: name, name }} size={40} />
                  <span>
                    <span class="unseen">{text.shell.signIn}: </span>
                    {name}
                    <span class="quiet small">{text.shell.role[role as keyof typeof text.shell.role] ?? role}</span>
                  </span>
                </button>
              </li>
            ))}
          </ul>
        </>
      )}
    </main>
  );
}
