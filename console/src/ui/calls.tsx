// The calls of a page, so that whoever wants to automate it sees how.
import { useEffect, useState } from "preact/hooks";
import { callsOf, watchCalls } from "../api/http";

// The line that opens them, wherever the reader is.
export const CALLS = "calls";

export function Calls({ isOpen, onToggle }: { isOpen: boolean; onToggle: (isOpen: boolean) => void }) {
  const [, setTurn] = useState(0);
  useEffect(() => watchCalls(() => setTurn((turn) => turn + 1)), []);
  const calls = callsOf(location.pathname);
  if (!calls.length && !isOpen) return null;
  return (
    <details class="calls" open={isOpen} onToggle={(event) => onToggle(event.currentTarget.open)}>
      <summary id={CALLS}>API calls of this page</summary>
      {/* What nobody opens is not made. */}
      {isOpen && (
        <>
          <p>{calls.length ? "The newest comes first. Each works on a command line as well." : "This page has made no calls yet."}</p>
          <ol role="list">
            {calls.map(({ text, curl }) => (
              <li key={text}>
                <code>{text}</code>
                <details>
                  <summary>As a command</summary>
                  <code class="command">{curl}</code>
                </details>
              </li>
            ))}
          </ol>
        </>
      )}
    </details>
  );
}
